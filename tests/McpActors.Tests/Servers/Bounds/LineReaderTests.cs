using McpActors.Stdio;

namespace McpActors.Tests.Servers.Bounds;

/// <summary>Lines are found however they are split and terminated.</summary>
public class LineReaderTests
{
    [Theory]
    [InlineData("a\nb\n", "a|b")]
    [InlineData("a\r\nb\r\n", "a||b|")]
    [InlineData("50%\r100%\r{}\n", "50%|100%|{}")]
    [InlineData("a\n\nb", "a||b")]
    [InlineData("the last has no end", "the last has no end")]
    [InlineData("\uFEFFa\n\uFEFFb\n", "a|\uFEFFb")]
    [InlineData("", "")]
    public async Task They_end_at_a_line_feed_a_carriage_return_or_the_end(string text, string expected)
    {
        foreach (var piece in (int[])[1, 3, 1000])
            Assert.Equal(expected, string.Join('|', await ReadAsync(Encoding.UTF8.GetBytes(text), piece)));
    }

    [Fact]
    public async Task One_is_as_long_as_it_is_and_the_next_is_whole()
    {
        var lines = new[] { new string('x', 3_000_000), "short", new string('y', 20_000), "" };

        Assert.Equal(lines, await ReadAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), piece: 64 << 10));
    }

    private static async Task<List<string>> ReadAsync(byte[] bytes, int piece)
    {
        var reader = new LineReader(new Pieces(bytes, piece));
        var lines = new List<string>();
        do
        {
            while (reader.TryTake(out var line)) lines.Add(Encoding.UTF8.GetString(line));
        }
        while (await reader.FillAsync(CancellationToken.None));
        return lines;
    }

    /// <summary>Returns at most one piece at a time, like a pipe.</summary>
    private sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
