using McpActors.Common;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>
/// The limits of a process's life: <c>idle-timeout</c>, <c>max-lifetime</c> and <c>max-memory</c>. Has no state.
/// </summary>
internal sealed class ProcessLife(ServerSettings settings)
{
    /// <summary>
    /// The interval at which memory is read. The kernel does not notify about a tree of processes: memory.events is for
    /// whole cgroups, which may hold other processes.
    /// </summary>
    public static readonly TimeSpan MemoryInterval = TimeSpan.FromSeconds(10);

    /// <summary>Whether there is a limit for memory.</summary>
    public bool HasMemoryLimit => settings.MaxMemoryBytes > 0;

    /// <summary>The time until a limit can be reached at the earliest; null if there is no limit.</summary>
    public TimeSpan? NextLook(ProcessUse use)
    {
        TimeSpan? next = null;
        if (settings.IdleTimeout > TimeSpan.Zero) Earlier(use.IsIdle ? settings.IdleTimeout - use.Unused : settings.IdleTimeout);
        // After max-lifetime, the next look is at once. If tasks or another replacement prevent one, their end triggers
        // another look.
        if (settings.MaxLifetime > TimeSpan.Zero && (use.Age < settings.MaxLifetime || use.MayBeReplaced)) Earlier(settings.MaxLifetime - use.Age);
        if (HasMemoryLimit) Earlier(MemoryInterval);
        return next < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : next;

        void Earlier(TimeSpan pause)
        {
            if (next is null || pause < next) next = pause;
        }
    }

    /// <summary>The reason to stop the process for being idle; null if there is none.</summary>
    public string? WhyRest(ProcessUse use) =>
        settings.IdleTimeout > TimeSpan.Zero && use.IsIdle && use.Unused >= settings.IdleTimeout
            ? $"it was idle for {Durations.Format(settings.IdleTimeout)} (idle-timeout)"
            : null;

    /// <summary>The reason to replace the process; null if there is none. Open work prevents a replacement.</summary>
    /// <param name="use">The use of the process.</param>
    /// <param name="memory">The process's memory, in bytes; null if it is unknown.</param>
    public string? WhyReplace(ProcessUse use, long? memory) =>
        !use.MayBeReplaced ? null
        : HasMemoryLimit && memory > settings.MaxMemoryBytes
            ? $"it uses {memory.Value >> 20} MiB of memory, and its max-memory is {settings.MaxMemoryBytes >> 20} MiB"
        : settings.MaxLifetime > TimeSpan.Zero && use.Age >= settings.MaxLifetime
            ? $"it has run for {Durations.Format(settings.MaxLifetime)} (max-lifetime)"
        : null;
}

/// <summary>The use of a process at one moment.</summary>
/// <param name="Age">The time since the process became ready.</param>
/// <param name="Unused">The time since the last request or answer; zero while requests are in flight.</param>
/// <param name="Calls">The number of requests in flight.</param>
/// <param name="Sessions">The number of sessions.</param>
/// <param name="Work">The number of open pieces of work.</param>
/// <param name="Replacing">Whether a replacement of the process is starting.</param>
internal readonly record struct ProcessUse(TimeSpan Age, TimeSpan Unused, int Calls, int Sessions, int Work, bool Replacing)
{
    public bool MayBeReplaced => Work == 0 && !Replacing;

    public bool IsIdle => Calls == 0 && Sessions == 0 && Work == 0;
}
