using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace McpActors.Host.CommandLine;

/// <summary>The usual help; the root command's help adds examples and exit codes.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private const string Examples = """
        Examples:
          mcpactors                           the demo server, a batch every 10 s
          mcpactors run --config servers.conf
          mcpactors call demo add '{"a": 40, "b": 2}'
          mcpactors call files list_directory '{"path": "/srv"}' -c servers.conf
          mcpactors pins files -c servers.conf  the tools that have changed
          mcpactors ps                        all hosts and their processes
          mcpactors sweep --dry-run           what a sweep would end, and the proof

        Exit codes:
          0  done       1  failed       2  bad usage or configuration
          3  the end of a process could not be confirmed

        """;

    private readonly HelpAction _usual = new() { MaxWidth = 80 };

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        output.Write(Usual(parseResult));
        if (parseResult.CommandResult.Command is RootCommand) output.Write(Examples);
        return ExitCode.Success;
    }

    // The library names the program after its assembly, and leaves trailing blanks where it wraps a line.
    private string Usual(ParseResult parseResult)
    {
        using var text = new StringWriter();
        parseResult.InvocationConfiguration.Output = text;
        _usual.Invoke(parseResult);
        var lines = text.ToString().Replace(RootCommand.ExecutableName, "mcpactors", StringComparison.Ordinal).TrimEnd().Split('\n');
        return string.Join('\n', lines.Select(line => line.TrimEnd())) + "\n\n";
    }
}
