namespace McpActors.Adversary.Mcp;

/// <summary>
/// Prints the 28 secrets of <see cref="PlantedSecrets"/> wherever a server can print: in its name, on stderr, in the
/// error of a call with text "refuse", in the result of one with "fail", and before it exits with 3 in one with "die".
/// </summary>
internal static class TellsPlanted
{
    public static int Run(string[] args)
    {
        var told = string.Join(" and ", PlantedSecrets.Values.Select(secret => PlantedSecrets.Encode(secret, args[0])));
        // An odd number of bytes at a time, so that characters, words and secrets are split.
        Write($"my secrets are {told} and no more\n", 7);
        return new McpServer
        {
            Name = $"a server that knows {told} by heart",
            Refuse = text => text == "refuse" ? $"cannot use {told} here" : null,
            IsError = text => text == "fail",
            Say = text => text == "fail" ? $"it did not work with {told} either" : text,
            OnText = text =>
            {
                if (text != "die") return;
                Write($"fatal: {told} were of no use\n", 1 << 20);
                Environment.Exit(3);
            },
        }.Serve();
    }

    private static void Write(string text, int atOnce)
    {
        using var stderr = Console.OpenStandardError();
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        for (var at = 0; at < bytes.Length; at += atOnce) stderr.Write(bytes.AsSpan(at, Math.Min(atOnce, bytes.Length - at)));
    }
}
