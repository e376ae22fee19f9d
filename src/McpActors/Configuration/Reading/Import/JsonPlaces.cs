using System.Text;
using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>Converts byte offsets of the JSON reader to the lines and columns of an editor.</summary>
internal sealed class JsonPlaces
{
    private readonly byte[] _utf8;
    private readonly string _source;
    private readonly List<int> _lines = [0];

    // The last requested place. The reader moves forward, and a file may consist of one long line.
    private (int Start, int Bytes, int Characters) _last;

    /// <summary>The number of values read.</summary>
    public int Values { get; set; }

    public JsonPlaces(byte[] utf8, string source)
    {
        _utf8 = utf8;
        _source = source;
        for (var i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] == '\n') _lines.Add(i + 1);
        }
    }

    public SourcePosition At(long offset)
    {
        var found = _lines.BinarySearch((int)offset);
        var line = found >= 0 ? found : ~found - 1;
        return At(line, offset - _lines[line]);
    }

    /// <param name="line">From 0.</param>
    /// <param name="byteInLine">From 0.</param>
    public SourcePosition At(long line, long byteInLine)
    {
        var start = _lines[(int)Math.Min(line, _lines.Count - 1)];
        var length = (int)Math.Min(byteInLine, _utf8.Length - start);
        return new SourcePosition(_source, (int)line + 1, Characters(start, length) + 1);
    }

    private int Characters(int start, int length)
    {
        // Never inside a character, whose first bytes would be counted as a broken one.
        var from = _last.Start == start && _last.Bytes <= length ? _last : (Start: start, Bytes: 0, Characters: 0);
        var characters = from.Characters + Encoding.UTF8.GetCharCount(_utf8, start + from.Bytes, length - from.Bytes);
        if (start + length == _utf8.Length || (_utf8[start + length] & 0xC0) != 0x80) _last = (start, length, characters);
        return characters;
    }
}
