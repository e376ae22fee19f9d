namespace McpActors.EndToEnd.Tests.Support;

/// <summary>The program's JSON log file.</summary>
internal static class LogFile
{
    /// <summary>Waits until the file contains a text.</summary>
    public static Task WaitForAsync(string path, string text) =>
        Patience.Until(() => Read(path).Contains(text, StringComparison.Ordinal), $"{text} in {path}");

    private static string Read(string path)
    {
        if (!File.Exists(path)) return "";
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return file.ReadToEnd();
    }
}
