using System.Globalization;

namespace McpActors.Keeper;

/// <summary>The parsed command line.</summary>
/// <param name="EofGrace">Milliseconds between the hang-up of stdin and SIGTERM.</param>
/// <param name="TermGrace">Milliseconds between SIGTERM and SIGKILL.</param>
/// <param name="Mark">The soft RLIMIT_RSS that every descendant inherits; null for none.</param>
/// <param name="ReportFd">The descriptor of the report pipe, which only the host reads; null for reports on
/// stderr.</param>
/// <param name="CommandLength">The number of arguments at the end that are COMMAND [ARG...].</param>
internal readonly record struct Options(int EofGrace, int TermGrace, ulong? Mark, int? ReportFd, int CommandLength)
{
    private const int DefaultGrace = 2000;

    /// <summary>A mark is a limit that is never set otherwise: from 2^62 bytes to below "unlimited".</summary>
    private const ulong FirstMark = 1UL << 62, FirstBeyondMarks = 1UL << 63;

    public const string Help = """
        mcp-keeper starts COMMAND and exits only when no process started by COMMAND is left.

        usage: mcp-keeper [--eof-grace MS] [--term-grace MS] [--mark N] [--report-fd N] [--name TEXT] -- COMMAND [ARG...]

        COMMAND inherits the keeper's stdin, stdout and stderr; no byte passes through the keeper. When stdin hangs up
        (its other end is closed, or the process that held it has died), the ladder begins:

            eof    stdin has ended: COMMAND may exit by itself within --eof-grace
            term   SIGTERM to COMMAND and its descendants, then a wait of --term-grace
            kill   SIGKILL to all descendants, repeated until the kernel reports that none is left

        If COMMAND exits by itself, the processes it leaves get SIGTERM, and after at most half a second SIGKILL.

          --eof-grace MS    milliseconds from the hang-up to SIGTERM (default 2000)
          --term-grace MS   milliseconds from SIGTERM to SIGKILL (default 2000)
          --mark N          lineage: set the soft RLIMIT_RSS to N, from 2^62 to 2^63-1, decimal or 0x...; Linux ignores that limit,
                            every descendant inherits it, and field 25 of /proc/PID/stat shows it
          --report-fd N     write the report as plain JSON lines to descriptor N, from 3, instead of stderr; COMMAND does not inherit N
          --name TEXT       a name for COMMAND, shown only in the keeper's command line
          --help, --version

        signals: SIGTERM begins at the rung term, SIGUSR1 at the rung kill; SIGINT and SIGHUP are ignored, except that on a
                 terminal Ctrl-C is SIGTERM, and a second one is SIGUSR1.
        report:  the last line on stderr is 'mcp-keeper: {json}': pid, exitCode or signal, rung (self, eof, term, kill), descendants
                 (how many were left for the keeper to end) and elapsedMs. COMMAND shares that stderr and could forge the line: to rely
                 on the report, give the keeper its own pipe with --report-fd.
        ptrace:  the keeper is not dumpable: no process of the same user can trace it, or open its memory, environment or descriptors.
        exit:    COMMAND's status, or 128 + its signal; 126 not executable, 127 not found, 125 cannot work here, 2 bad usage.

        example: mcp-keeper -- npx -y @modelcontextprotocol/server-everything

        """;

    /// <summary>The result of parsing. If none of the other members is set, the options are valid.</summary>
    public readonly record struct Parsed(Options Options, string? Error = null, bool ShowHelp = false, bool ShowVersion = false);

    public static Parsed Parse(ReadOnlySpan<string> args)
    {
        var options = new Options(DefaultGrace, DefaultGrace, Mark: null, ReportFd: null, CommandLength: 0);
        for (var i = 0; i < args.Length; i++)
        {
            var option = args[i];
            switch (option)
            {
                case "--":
                    options = options with { CommandLength = args.Length - i - 1 };
                    return new Parsed(options, options.CommandLength > 0 ? null : "COMMAND is missing after '--'");
                case "--help" or "-h":
                    return new Parsed(options, ShowHelp: true);
                case "--version":
                    return new Parsed(options, ShowVersion: true);
                case not ("--eof-grace" or "--term-grace" or "--mark" or "--report-fd" or "--name"):
                    return new Parsed(options, $"'{option}' is not an option; COMMAND follows '--'");
            }

            if (++i == args.Length)
                return new Parsed(options, $"{option} needs a value");

            if (Set(ref options, option, args[i]) is { } problem)
                return new Parsed(options, problem);
        }

        return new Parsed(options, "'--' and COMMAND are missing");
    }

    /// <returns>The problem with the value; null if it is valid.</returns>
    private static string? Set(ref Options options, string option, string value)
    {
        switch (option)
        {
            case "--name":
                return null;
            case "--mark":
                if (!TryParseMark(value, out var mark))
                    return $"--mark '{value}' is not a number from 2^62 to 2^63-1, decimal or 0x...";
                options = options with { Mark = mark };
                return null;
            case "--report-fd":
                if (!TryParseNumber(value, out var fd) || fd <= StandardStreams.Error)
                    return $"--report-fd '{value}' is not a descriptor of 3 or more; 0, 1 and 2 belong to COMMAND";
                options = options with { ReportFd = fd };
                return null;
        }

        if (!TryParseNumber(value, out var grace))
            return $"{option} '{value}' is not a number of milliseconds from 0 to {int.MaxValue}";
        options = option == "--eof-grace" ? options with { EofGrace = grace } : options with { TermGrace = grace };
        return null;
    }

    private static bool TryParseNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryParseMark(string text, out ulong mark)
    {
        var parsed = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out mark)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out mark);
        return parsed && mark is >= FirstMark and < FirstBeyondMarks;
    }
}
