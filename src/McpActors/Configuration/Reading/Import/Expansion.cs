using System.Text.RegularExpressions;
using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>
/// Variables in an imported text: <c>${NAME}</c> and <c>${NAME:-default}</c> as in Claude's files, <c>${env:NAME}</c> as in those of VS Code
/// and Cursor. As there, the default is for a variable that is not set; one that is set and empty is empty.
/// </summary>
internal sealed partial class Expansion(Func<string, string?> environment, MistakeList mistakes)
{
    private const string Forms = "${NAME}, ${NAME:-default} or ${env:NAME}; a text with a literal ${ in it needs a server in HOCON";

    /// <summary>The node with the variables of its text, or of the texts in it, replaced.</summary>
    /// <param name="key">What mistakes call it.</param>
    /// <param name="node">A text, or a list or an object of them.</param>
    public Node Expand(string key, Node node) => node switch
    {
        ScalarNode { Quoted: true } text => Text(key, text),
        ListNode list => list with { Items = [.. list.Items.Select((item, i) => Expand($"{key}[{i}]", item))] },
        ObjectNode o => Members(key, o),
        _ => node,
    };

    private ScalarNode Text(string key, ScalarNode node)
    {
        var used = new List<string>();
        return node with { Text = Variable().Replace(node.Text, m => Value(key, node, m, used)), Variables = used };
    }

    private ObjectNode Members(string key, ObjectNode node)
    {
        var expanded = new ObjectNode(node.Position);
        foreach (var (name, value) in node.Members) expanded.Members[name] = Expand(Section.Join(key, name), value);
        return expanded;
    }

    private string Value(string key, ScalarNode node, Match variable, List<string> used)
    {
        var form = Form().Match(variable.Value);
        if (!form.Success) return Refuse(FormProblem(variable.Value), Forms);
        var name = form.Groups["name"].Value;
        if (environment(name) is { } value) return Use(value);
        if (form.Groups["default"] is not { Success: true, Value: var fallback })
            return Refuse($"the variable {name} is not set", $"a variable that is set, or ${{{name}:-default}}");
        return fallback.Contains("${", StringComparison.Ordinal) ? Refuse($"the default of {name} has a variable in it", Forms) : Use(fallback);

        string Use(string replacement)
        {
            used.Add($"{name}={replacement}");
            return replacement;
        }

        // The text stays: an empty one could be a second mistake, and that would be ours.
        string Refuse(string problem, string allowed)
        {
            mistakes.AddHidden(key, node, problem, allowed);
            return variable.Value;
        }
    }

    // What stands there is not shown: it may be a secret.
    private static string FormProblem(string variable) =>
        !variable.EndsWith('}') ? "has a ${ that is never closed"
        : variable.StartsWith("${input:", StringComparison.Ordinal) ? "has an ${input:...}, and nobody is there to be asked"
        : "has a ${...} of a form that is not known";

    [GeneratedRegex(@"\$\{[^}]*(\}|\z)")]
    private static partial Regex Variable();

    // ProgramFiles(x86) is a variable of Windows.
    [GeneratedRegex(@"^\$\{(env:)?(?<name>[A-Za-z_][A-Za-z0-9_()]*)(:-(?<default>.*))?\}\z", RegexOptions.Singleline)]
    private static partial Regex Form();
}
