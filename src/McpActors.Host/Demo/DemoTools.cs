using System.Globalization;
using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace McpActors.Host.Demo;

/// <summary>The demo server's tools: a result, a sum, a wait and a failure.</summary>
internal static class DemoTools
{
    // Long enough for every demonstration. A typing error must not keep a server busy for a week.
    private const double LongestWait = 600_000;

    public static IReadOnlyList<DemoTool> All { get; } =
    [
        new(Define("echo", "Returns its argument.", """{"text":{"type":"string","description":"The text to return."}}""", "text"),
            (arguments, _) => Task.FromResult(arguments.Text("text"))),
        new(Define("add", "Adds two numbers.", """{"a":{"type":"number"},"b":{"type":"number"}}""", "a", "b"),
            (arguments, _) => Task.FromResult((arguments.Number("a") + arguments.Number("b")).ToString(CultureInfo.InvariantCulture))),
        new(Define("slow", "Answers after a while.", """{"milliseconds":{"type":"number","minimum":0,"maximum":600000}}""", "milliseconds"),
            Wait),
        new(Define("fail", "Answers with an error.", """{"message":{"type":"string"}}""", "message"),
            (arguments, _) => throw new DemoToolException(arguments.Text("message"))),
    ];

    private static async Task<string> Wait(DemoArguments arguments, CancellationToken cancelled)
    {
        var milliseconds = arguments.Number("milliseconds");
        if (milliseconds is not (>= 0 and <= LongestWait))
            throw new DemoToolException($"'milliseconds' must be between 0 and {LongestWait.ToString(CultureInfo.InvariantCulture)}.");
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), cancelled);
        return $"waited {milliseconds.ToString(CultureInfo.InvariantCulture)} ms";
    }

    private static Tool Define(string name, string description, string properties, params string[] required)
    {
        var schema = $$"""{"type":"object","properties":{{properties}},"required":{{JsonSerializer.Serialize(required)}}}""";
        return new Tool { Name = name, Description = description, InputSchema = JsonSerializer.Deserialize<JsonElement>(schema) };
    }
}
