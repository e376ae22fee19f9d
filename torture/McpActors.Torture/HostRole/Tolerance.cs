namespace McpActors.Torture.HostRole;

/// <summary>
/// The permitted differences between the beginning and the end of a soak, with reasons. Anything else is a leak.
/// </summary>
internal static class Tolerance
{
    // The thread pool's log, timers and the actor system's tables vary. 5,000 leaked leases would be far more: a lease
    // with its streams, client and tail takes about 20 KiB, and even 1 KiB each would be 5 MiB.
    private const long ManagedKiB = 3 << 10;

    // The allocators of the C library and of the runtime keep memory, a little for each thread.
    private const long ResidentKiB = 48 << 10;

    // A descriptor that the runtime opens late (a timer, a signal pipe); a leak would be three for each lifetime.
    private const int Descriptors = 8;

    // The thread pool grows and shrinks by itself.
    private const int Threads = 12;

    public static IEnumerable<string> Exceeded(Vitals before, Vitals after, int lifetimes)
    {
        if (after.ManagedKiB > before.ManagedKiB + ManagedKiB)
            yield return $"managed memory grew by {after.ManagedKiB - before.ManagedKiB} KiB in {lifetimes} lifetimes";
        if (after.ResidentKiB > before.ResidentKiB + ResidentKiB)
            yield return $"resident memory grew by {after.ResidentKiB - before.ResidentKiB} KiB";
        if (after.Descriptors > before.Descriptors + Descriptors)
            yield return $"descriptors went from {before.Descriptors} to {after.Descriptors}";
        if (after.Threads > before.Threads + Threads)
            yield return $"threads went from {before.Threads} to {after.Threads}";
        if (after.Zombies > 0)
            yield return $"{after.Zombies} zombies";
        if (after.OpenLeases != 0)
            yield return $"{after.OpenLeases} leases are open";
        if (after.RegistryFiles != before.RegistryFiles)
            yield return $"registry files went from {before.RegistryFiles} to {after.RegistryFiles}";
    }
}
