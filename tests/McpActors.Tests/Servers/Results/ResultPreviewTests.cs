
namespace McpActors.Tests.Servers.Results;

/// <summary>A result over the limit becomes its beginning.</summary>
public class ResultPreviewTests
{
    private static readonly ImageContentBlock Image = ImageContentBlock.FromBytes(new byte[900], "image/png");

    [Theory]
    [InlineData("aaaaaaaaaa", 10, null)]
    [InlineData("aaaaaaaaaaa", 10, "aaaaaaaaaa…")]
    [InlineData("ääääää", 11, "äääää…")]
    [InlineData("a😀😀", 8, "a😀…")]
    [InlineData("", 1, null)]
    public void Text_is_cut_between_characters_and_counted_as_utf8(string text, long most, string? expected)
    {
        var preview = ResultPreview.Of(Result(new TextContentBlock { Text = text }), most, out var size);

        Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(text), size);
        Assert.Equal(expected, preview is null ? null : ((TextContentBlock)Assert.Single(preview.Content)).Text);
    }

    [Fact]
    public void What_does_not_fit_ends_the_preview_and_the_rest_is_counted()
    {
        var preview = ResultPreview.Of(
            Result(new TextContentBlock { Text = "one" }, Image, new TextContentBlock { Text = "two" }), 100, out var size)!;

        Assert.Equal("one", ((TextContentBlock)Assert.Single(preview.Content)).Text);
        Assert.True(size > 900, $"{size}");
    }

    [Fact]
    public void What_fits_stays_whole()
    {
        var whole = Result(new TextContentBlock { Text = "one" }, Image);

        Assert.Null(ResultPreview.Of(whole, 4000, out _));
        var preview = ResultPreview.Of(Result([.. whole.Content, new TextContentBlock { Text = new string('x', 4000) }]), 4000, out _)!;
        Assert.Equal([typeof(TextContentBlock), typeof(ImageContentBlock), typeof(TextContentBlock)], preview.Content.Select(block => block.GetType()));
    }

    [Fact]
    public void Structured_content_is_whole_or_absent_and_its_beginning_stands_in_for_missing_text()
    {
        var json = JsonSerializer.SerializeToElement(new { rows = Enumerable.Range(0, 100).ToArray() });
        var both = ResultPreview.Of(new CallToolResult { Content = [new TextContentBlock { Text = "short" }], StructuredContent = json, IsError = true }, 100, out _)!;
        var alone = ResultPreview.Of(new CallToolResult { Content = [], StructuredContent = json }, 20, out _)!;

        Assert.Null(both.StructuredContent);
        Assert.True(both.IsError);
        Assert.Equal("short", ((TextContentBlock)Assert.Single(both.Content)).Text);
        Assert.Equal("""{"rows":[0,1,2,3,4,5…""", ((TextContentBlock)Assert.Single(alone.Content)).Text);
    }

    private static CallToolResult Result(params ContentBlock[] blocks) => new() { Content = [.. blocks] };
}
