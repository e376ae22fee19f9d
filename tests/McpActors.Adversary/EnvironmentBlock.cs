namespace McpActors.Adversary;

/// <summary>The strings that execve(2) put above the stack: what /proc/PID/environ shows, whatever setenv(3) has done since.</summary>
internal static unsafe class EnvironmentBlock
{
    /// <summary>Overwrites them with zeros. Their place is env_start and env_end, fields 50 and 51 of proc_pid_stat(5).</summary>
    public static void Blank()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // from the third on
        var (start, end) = (Field(50), Field(51));
        if (start == 0)
            throw new InvalidOperationException("/proc/self/stat does not say where the environment is");
        new Span<byte>((void*)start, checked((int)(end - start))).Clear();

        nuint Field(int number) => nuint.Parse(fields[number - 3], CultureInfo.InvariantCulture);
    }
}
