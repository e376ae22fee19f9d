using System.Text;
using McpActors.Processes.Display;

namespace McpActors.Configuration.Syntax;

/// <summary>A position in a HOCON text that moves forward and knows its line and column.</summary>
internal sealed class HoconCursor(string text, string source)
{
    private int _index;
    private int _line = 1;
    private int _column = 1;

    private const int LongestProblem = 400;

    public const char End = '\uffff';

    public bool AtEnd => _index >= text.Length;

    public char Peek => AtEnd ? End : text[_index];

    public SourcePosition Position => new(source, _line, _column);

    public bool AtNewLine => Peek == '\n';

    public bool AtComment => Peek == '#' || Matches("//");

    public bool Matches(string pattern) => string.CompareOrdinal(text, _index, pattern, 0, pattern.Length) == 0;

    public char Take()
    {
        var c = text[_index++];
        if (c == '\n')
        {
            _line++;
            _column = 1;
        }
        else
        {
            _column++;
        }
        return c;
    }

    public void Take(int count)
    {
        for (var i = 0; i < count; i++) Take();
    }

    /// <summary>Takes blanks that do not end a line.</summary>
    public string TakeBlanks()
    {
        var start = _index;
        while (!AtEnd && !AtNewLine && IsBlank(Peek)) Take();
        return text[start.._index];
    }

    /// <summary>Skips blanks, new lines and comments. Returns true if a new line or the end was among them.</summary>
    public bool SkipTrivia()
    {
        var newLine = false;
        while (!AtEnd)
        {
            if (AtNewLine) newLine = true;
            else if (AtComment)
            {
                while (!AtEnd && !AtNewLine) Take();
                continue;
            }
            else if (!IsBlank(Peek)) break;
            Take();
        }
        return newLine || AtEnd;
    }

    public static McpConfigurationException Fail(SourcePosition position, string problem, string allowed) =>
        new([new ConfigurationMistake("", null, position.ToString(), Fit(problem), Fit(allowed))]);

    public McpConfigurationException Fail(string problem, string allowed) => Fail(Position, problem, allowed);

    /// <summary>Describes the next character for people.</summary>
    public string Describe() => Peek switch
    {
        _ when AtEnd => "the end of the file",
        '\n' => "the end of the line",
        var c when char.IsControl(c) => $"the control character U+{(int)c:X4}",
        var c when Rune.TryCreate(c, out var rune) && Unseen.Is(rune) => $"the character U+{(int)c:X4}, which is invisible",
        var c => $"'{c}'",
    };

    // The problem may contain a key, which may be as long as the file.
    private static string Fit(string problem) => Unseen.Escape(
        problem.Length <= LongestProblem ? problem : $"{problem.AsSpan(0, LongestProblem / 2)}...{problem.AsSpan(problem.Length - LongestProblem / 2)}",
        _ => false, Unseen.Escaped);

    public static bool IsBlank(char c) => char.IsWhiteSpace(c) || c == '\ufeff';
}
