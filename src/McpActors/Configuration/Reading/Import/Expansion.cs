using System.Text.RegularExpressions;
using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>
/// Replaces variables in an imported text: <c>${NAME}</c> and <c>${NAME:-default}</c> as in Claude's files,
/// <c>${env:NAME}</c> as in those of VS Code and Cursor, <c>{env:NAME}</c> as in those of opencode. As there, the default
/// applies to an unset variable; an empty variable stays empty.
/// </summary>
/// <param name="variables">Looks up a variable.</param>
/// <param name="mistakes">Receives each variable that cannot be replaced.</param>
internal sealed partial class Expansion(Func<string, string?> variables, MistakeList mistakes)
{
    private const string Forms = "${NAME}, ${NAME:-default} or ${env:NAME}; a text with a literal ${ in it needs a server in HOCON";

    /// <summary>Returns the node with the variables in its texts replaced.</summary>
    /// <param name="key">The key in mistakes.</param>
    /// <param name="node">A text, or a list or object of texts.</param>
    /// <param name="isPath">Whether <c>~/</c> at the beginning of a text is the user's home.</param>
    public Node Expand(string key, Node node, bool isPath) => node switch
    {
        ScalarNode { Quoted: true } text => Text(key, text, isPath),
        ListNode list => list with { Items = [.. list.Items.Select((item, i) => Expand($"{key}[{i}]", item, isPath))] },
        ObjectNode o => Members(key, o, isPath),
        _ => node,
    };

    private ScalarNode Text(string key, ScalarNode node, bool isPath)
    {
        var used = new List<string>();
        var text = isPath && node.Text.StartsWith("~/", StringComparison.Ordinal) ? $"${{userHome}}{node.Text[1..]}" : node.Text;
        return node with { Text = Variable().Replace(text, m => Value(key, node, m, used)), Variables = used };
    }

    private ObjectNode Members(string key, ObjectNode node, bool isPath)
    {
        var expanded = new ObjectNode(node.Position);
        foreach (var (name, value) in node.Members) expanded.Members[name] = Expand(Section.Join(key, name), value, isPath);
        return expanded;
    }

    private string Value(string key, ScalarNode node, Match variable, List<string> used)
    {
        var form = Form().Match(variable.Value);
        if (!form.Success) return Refuse(FormProblem(variable.Value), Forms);
        var name = form.Groups["name"].Value;
        if (variables(name) is { } value) return Use(value);
        // In opencode an unset variable is empty.
        if (variable.Value.StartsWith('{')) return "";
        if (form.Groups["default"] is not { Success: true, Value: var fallback })
            return Refuse($"the variable {name} is not set", $"a variable that is set, or ${{{name}:-default}}");
        return fallback.Contains("${", StringComparison.Ordinal) ? Refuse($"the default of {name} contains a variable", Forms) : Use(fallback);

        string Use(string replacement)
        {
            used.Add($"{name}={replacement}");
            return replacement;
        }

        // The text is kept, because an empty one could cause a second, misleading mistake.
        string Refuse(string problem, string allowed)
        {
            mistakes.AddHidden(key, node, problem, allowed);
            return variable.Value;
        }
    }

    // The content is not shown, because it may be a secret.
    private static string FormProblem(string variable) =>
        !variable.EndsWith('}') ? "has a ${ that is never closed"
        : variable.StartsWith("${input:", StringComparison.Ordinal) ? "has an ${input:...}, which needs a person to answer"
        : "has a ${...} of an unknown form";

    [GeneratedRegex(@"\$\{[^}]*(\}|\z)|\{env:[A-Za-z_][A-Za-z0-9_]*\}")]
    private static partial Regex Variable();

    // ProgramFiles(x86) is a Windows variable.
    [GeneratedRegex(@"^\$?\{(env:)?(?<name>[A-Za-z_][A-Za-z0-9_()]*|/)(:-(?<default>.*))?\}\z", RegexOptions.Singleline)]
    private static partial Regex Form();
}
