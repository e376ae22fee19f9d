using System.Text;
using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Import;

/// <summary>From bytes, in which the JSON reader counts, to the lines and columns that an editor shows.</summary>
internal sealed class JsonPlaces
{
    private readonly byte[] _utf8;
    private readonly string _source;
    private readonly List<int> _lines = [0];

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
        return new SourcePosition(_source, (int)line + 1, Encoding.UTF8.GetCharCount(_utf8, start, length) + 1);
    }
}
