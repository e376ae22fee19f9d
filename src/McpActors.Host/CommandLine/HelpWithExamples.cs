using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace McpActors.Host.CommandLine;

/// <summary>The usual help; for the program as a whole with what people copy, and what scripts need to know.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private const string Examples = """
        Examples:
          mcpactors                           the demo server, a batch every 10 s
          mcpactors run --config servers.conf
          mcpactors call demo add '{"a": 40, "b": 2}'
          mcpactors call files list_directory '{"path": "/srv"}' -c servers.conf
          mcpactors ps                        whose process is which, and what it does
          mcpactors sweep --dry-run           what dead hosts left, and how it is known

        Exit codes:
          0  done       1  failed       2  bad usage or configuration
          3  a process that was started could not be proven to have ended

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

    // It names the program after its assembly, and leaves blanks where it has wrapped a line.
    private string Usual(ParseResult parseResult)
    {
        using var text = new StringWriter();
        parseResult.InvocationConfiguration.Output = text;
        _usual.Invoke(parseResult);
        var lines = text.ToString().Replace(RootCommand.ExecutableName, "mcpactors", StringComparison.Ordinal).TrimEnd().Split('\n');
        return string.Join('\n', lines.Select(line => line.TrimEnd())) + "\n\n";
    }
}
