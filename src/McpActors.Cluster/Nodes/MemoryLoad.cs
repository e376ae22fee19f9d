using System.Globalization;

namespace McpActors.Cluster.Nodes;

/// <summary>The share of the machine's memory that is in use.</summary>
internal static class MemoryLoad
{
    /// <returns>From 0 to 1: from MemAvailable of proc_meminfo(5), on other systems from the runtime's last
    /// observation.</returns>
    public static double Now()
    {
        if (OperatingSystem.IsLinux() && FromProc() is { } load) return load;
        var memory = GC.GetGCMemoryInfo();
        return memory.TotalAvailableMemoryBytes == 0 ? 0 : (double)memory.MemoryLoadBytes / memory.TotalAvailableMemoryBytes;
    }

    private static double? FromProc()
    {
        long? total = null, available = null;
        foreach (var line in File.ReadLines("/proc/meminfo"))
        {
            if (line.StartsWith("MemTotal:", StringComparison.Ordinal)) total = Kilobytes(line);
            else if (line.StartsWith("MemAvailable:", StringComparison.Ordinal)) available = Kilobytes(line);
            if (total > 0 && available is not null) return 1 - ((double)available.Value / total.Value);
        }
        return null;
    }

    private static long Kilobytes(string line) =>
        long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
