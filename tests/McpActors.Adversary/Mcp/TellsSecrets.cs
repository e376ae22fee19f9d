namespace McpActors.Adversary.Mcp;

/// <summary>Prints the secret that it was given, and exits.</summary>
internal static class TellsSecrets
{
    public static int Run()
    {
        Console.Error.WriteLine($"cannot log in with {Environment.GetEnvironmentVariable("ADVERSARY_TOKEN")}");
        return 1;
    }
}
