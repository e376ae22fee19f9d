namespace McpActors.Torture.Oracle;

/// <summary>Identifies one process, however often its pid is reused.</summary>
internal readonly record struct Identity(int Pid, long StartTicks)
{
    /// <summary>Null if there is no such process, or if it has ended and only waits to be reaped.</summary>
    public static Identity? Of(int pid) => Stat.Read(pid) is { IsAlive: true } stat ? new Identity(pid, stat.StartTicks) : null;

    public bool IsAlive => Of(Pid) == this;

    public override string ToString() => Pid.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The fields of proc_pid_stat(5) that the oracle needs.</summary>
internal readonly record struct Stat(int Pid, string Name, char State, int Parent, long StartTicks, long CpuTicks)
{
    public bool IsAlive => State is not ('Z' or 'X');

    public static Stat? Read(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            var (open, close) = (text.IndexOf('('), text.LastIndexOf(')'));
            var fields = text[(close + 2)..].Split(' ');
            return new Stat(
                pid,
                text[(open + 1)..close],
                fields[0][0],
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                long.Parse(fields[22 - 3], CultureInfo.InvariantCulture),
                long.Parse(fields[14 - 3], CultureInfo.InvariantCulture) + long.Parse(fields[15 - 3], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
