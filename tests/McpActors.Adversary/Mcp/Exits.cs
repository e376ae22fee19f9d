namespace McpActors.Adversary.Mcp;

/// <summary>Ends at once: <c>mcp-exits CODE MESSAGE</c>. The message goes to stderr.</summary>
internal static class Exits
{
    public static int Run(string[] args)
    {
        Console.Error.WriteLine(args[1]);
        return int.Parse(args[0], CultureInfo.InvariantCulture);
    }
}
