namespace McpActors.Torture.HostRole;

/// <summary>The resources of this process, as the runtime and the kernel count them.</summary>
internal readonly record struct Vitals(long ManagedKiB, long ResidentKiB, int Descriptors, int Threads, int Zombies, int OpenLeases, int RegistryFiles)
{
    public static Vitals Take(int openLeases, string runtimeDirectory)
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        var memory = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        var resident = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return new Vitals(
            (memory.HeapSizeBytes - memory.FragmentedBytes) >> 10,
            long.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture),
            Directory.GetFileSystemEntries("/proc/self/fd").Length,
            Directory.GetDirectories("/proc/self/task").Length,
            ProcView.Children(Environment.ProcessId).Count(pid => !ProcView.IsAlive(pid)),
            openLeases,
            runtimeDirectory.Length > 0 && Directory.Exists(runtimeDirectory)
                ? Directory.GetFiles(runtimeDirectory, "*", SearchOption.AllDirectories).Length
                : 0);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"managed {ManagedKiB} KiB, resident {ResidentKiB} KiB, descriptors {Descriptors}, threads {Threads}, zombies {Zombies}, "
            + $"open leases {OpenLeases}, registry files {RegistryFiles}");
}
