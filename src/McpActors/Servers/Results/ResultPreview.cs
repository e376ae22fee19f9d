using System.Globalization;
using System.Text;
using System.Text.Json;
using McpActors.Reading;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// The beginning of a result that is longer than <c>max-result</c>: its text up to the limit, and each other part that
/// fits as a whole.
/// </summary>
internal sealed class ResultPreview
{
    // A text without a visible end would look complete.
    private const string Ellipsis = "…";

    private readonly List<ContentBlock> _content = [];
    private readonly long _most;
    private long _size;
    private bool _isFull;

    private ResultPreview(long most) => _most = most;

    /// <summary>Cuts a result.</summary>
    /// <param name="whole">The result.</param>
    /// <param name="most">The limit in bytes, more than zero.</param>
    /// <param name="size">The size of the whole in bytes: text as UTF-8, everything else as JSON.</param>
    /// <returns>The preview; null if the result is not longer than the limit.</returns>
    public static CallToolResult? Of(CallToolResult whole, long most, out long size)
    {
        var preview = new ResultPreview(most);
        var meta = preview.Take(whole.Meta, SizeOf(whole.Meta)) ? whole.Meta : null;
        foreach (var block in whole.Content) preview.Add(block);
        var structured = whole.StructuredContent is { } json && preview.Take(json, SizeOf(json)) ? json : (JsonElement?)null;
        size = preview._size;
        if (size <= most) return null;
        if (preview._content.Count == 0 && whole.StructuredContent is { } lost) preview._content.Add(Beginning(lost.GetRawText(), most));
        return new CallToolResult { Content = preview._content, StructuredContent = structured, IsError = whole.IsError, Meta = meta };
    }

    /// <summary>Says in the words of a result that it is a preview.</summary>
    public static TextContentBlock Note(long size, long most, string? path) => new()
    {
        Text = string.Create(CultureInfo.InvariantCulture, $"[This is the beginning of a result of {size:N0} bytes; max-result is {most:N0} bytes. ")
            + (path is null ? "The rest was not kept.]" : $"The whole result is in {path}]"),
    };

    private void Add(ContentBlock block)
    {
        var plain = block as TextContentBlock is { Meta: null, Annotations: null } text ? text : null;
        var left = _most - _size;
        if (Take(block, plain is null ? SizeOf(block) : Encoding.UTF8.GetByteCount(plain.Text))) _content.Add(block);
        else if (!_isFull && block is TextContentBlock cut && left > 0) _content.Add(Beginning(cut.Text, left));
        // A later block that fits would look as if it followed the one before.
        if (_size > _most) _isFull = true;
    }

    private bool Take(object? part, long size)
    {
        _size += size;
        return part is not null && _size <= _most;
    }

    private static TextContentBlock Beginning(string text, long most)
    {
        var bytes = 0L;
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if ((bytes += rune.Utf8SequenceLength) > most) break;
            end += rune.Utf16SequenceLength;
        }
        return new TextContentBlock { Text = text[..end] + Ellipsis };
    }

    private static long SizeOf<T>(T? part) => part is null ? 0 : JsonSerializer.SerializeToUtf8Bytes(part, ProtocolJson.Type<T>()).Length;
}
