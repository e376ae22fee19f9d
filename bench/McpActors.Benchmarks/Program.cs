using System.Globalization;
using McpActors.Benchmarks;
using McpActors.Benchmarks.Micro;
using McpActors.Benchmarks.Parts;

var verb = args.FirstOrDefault() ?? "report";
switch (verb)
{
    case "serve":
        await BenchServer.RunAsync(ignoreEof: args.Contains(BenchServer.IgnoreEof));
        return 0;
    case DoomedHost.Verb:
        await DoomedHost.RunAsync(int.Parse(args[1], CultureInfo.InvariantCulture));
        return 0;
    case FirstCall.Verb:
        Console.WriteLine((await FirstCall.RunAsync(args[1])).ToString(CultureInfo.InvariantCulture));
        return 0;
    case "micro":
        WarmCalls.Run(args[1..]);
        return 0;
    case "report" when ReportOptions.TryParse(args.Length > 0 ? args[1..] : args) is { } options:
        return await Report.RunAsync(options);
    default:
        Console.WriteLine(
            """
            Usage: ./build.sh bench [VERB]

              report [ROW...] [--quick]   measure every row of the table, or only those named, side by side; --quick only shows that it works
              micro [ARG...]              BenchmarkDotNet: one warm tool call, time and memory; ARGs are BenchmarkDotNet's
              serve [--ignore-eof]        the MCP server that the others start
              host N                      the host with N servers that one of them kills
              first-call RIVAL            how long it takes to the first result in a new process: mcp-actors, sdk, sdk-beside-akka, sdk-with-keeper

            """ + "Rows: " + string.Join(", ", ReportOptions.AllRows));
        return verb is "help" or "--help" or "-h" ? 0 : 2;
}
