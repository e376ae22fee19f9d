namespace McpActors.Adversary.Mcp;

/// <summary>
/// <c>BYTES</c>: answers each call with a text of that length, the digits repeated, so that a missing part is noticed.
/// </summary>
internal static class Answers
{
    public static int Run(string[] args)
    {
        var text = string.Create(int.Parse(args[0], CultureInfo.InvariantCulture), '0', (to, zero) =>
        {
            for (var i = 0; i < to.Length; i++) to[i] = (char)(zero + (i % 10));
        });
        return new McpServer { Say = _ => text }.Serve();
    }
}
