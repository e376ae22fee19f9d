namespace McpActors.Processes.Tests.Scanning;

/// <summary>The lines of <c>/proc/PID/stat</c>, read in the simplest way.</summary>
internal sealed record PlainProc(int Pid, string Name, char State, int Parent, long StartTicks, ulong ResidentLimit)
{
    public static PlainProc? Of(int pid)
    {
        try
        {
            var stat = Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/stat"));
            var (open, close) = (stat.IndexOf('('), stat.LastIndexOf(')'));
            var fields = stat[(close + 2)..].Split(' ');
            string Field(int number) => fields[number - 3];
            return new PlainProc(
                pid, stat[(open + 1)..close], Field(3)[0], int.Parse(Field(4), CultureInfo.InvariantCulture),
                long.Parse(Field(22), CultureInfo.InvariantCulture), ulong.Parse(Field(25), CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // It has ended.
            return null;
        }
    }

    /// <summary>All processes that live during the reading.</summary>
    public static Dictionary<int, PlainProc> All() => Directory.GetDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? Of(pid) : null)
        .OfType<PlainProc>()
        .ToDictionary(process => process.Pid);

    /// <summary>The kernel's count of forks since boot.</summary>
    public static long Forks() => long.Parse(
        File.ReadLines("/proc/stat").First(line => line.StartsWith("processes ", StringComparison.Ordinal)).AsSpan("processes ".Length),
        CultureInfo.InvariantCulture);
}
