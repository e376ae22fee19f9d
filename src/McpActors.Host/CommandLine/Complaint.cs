using McpActors.Host.Output;

namespace McpActors.Host.CommandLine;

/// <summary>Writes errors to stderr: the program's name first, further lines indented, never a stack trace.</summary>
internal static class Complaint
{
    private const string Prefix = "mcpactors: ";

    public static void Write(string message) => Write([message], null);

    public static void Write(IReadOnlyList<string> messages, string? remedy)
    {
        foreach (var message in messages) WriteBlock(message);
        if (remedy is not null) WriteBlock(remedy);
    }

    private static void WriteBlock(string message)
    {
        var lines = Printable.Text(message).TrimEnd().Split('\n');
        Console.Error.WriteLine(Colour.OnStderr ? $"\e[31m{Prefix}\e[0m{lines[0]}" : Prefix + lines[0]);
        foreach (var line in lines.Skip(1)) Console.Error.WriteLine("  " + line);
    }
}
