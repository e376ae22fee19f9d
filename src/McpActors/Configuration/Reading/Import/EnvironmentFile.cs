using System.Text.RegularExpressions;
using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>
/// Reads an <c>envFile</c>: lines of <c>NAME=value</c>, as VS Code and Docker read them. Empty lines and lines that begin
/// with <c>#</c> are skipped, <c>export</c> before a name is allowed, and quotes around a value are removed.
/// </summary>
internal static partial class EnvironmentFile
{
    /// <summary>The variables; the later of two with one name is used. Mistakes are added to the list, with the line.</summary>
    /// <param name="text">The content.</param>
    /// <param name="path">The file, for mistakes and positions.</param>
    /// <param name="mistakes">Receives each line that is not an assignment. No value is shown.</param>
    public static ObjectNode Read(string text, string path, MistakeList mistakes)
    {
        var variables = new ObjectNode(new SourcePosition(path, 1, 1));
        foreach (var (index, line) in text.ReplaceLineEndings("\n").Split('\n').Index())
        {
            var place = new SourcePosition(path, index + 1, 1);
            if (string.IsNullOrWhiteSpace(line) || line.TrimStart().StartsWith('#')) continue;
            if (Assignment().Match(line) is not { Success: true, Groups: var groups })
            {
                mistakes.AddAt(place, "is not NAME=value", "NAME=value, an empty line, or a line that begins with #");
                continue;
            }
            var value = groups["quoted"].Success ? groups["quoted"].Value : groups["plain"].Value;
            variables.Members[groups["name"].Value] = new ScalarNode(value, true, place);
        }
        return variables;
    }

    [GeneratedRegex("""^\s*(export\s+)?(?<name>[^\s=#'"]+)\s*=\s*((?<mark>["'])(?<quoted>.*)\k<mark>\s*|(?<plain>.*?)\s*)\z""")]
    private static partial Regex Assignment();
}
