using McpActors.Common;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>How long a process that serves may go on: <c>idle-timeout</c>, <c>max-lifetime</c>, <c>max-memory</c>. Decides, and keeps nothing.</summary>
internal sealed class ProcessLife(ServerSettings settings)
{
    /// <summary>
    /// How often memory is looked at. The kernel tells nobody that a tree has grown: memory.events is for whole cgroups, which are not ours.
    /// </summary>
    public static readonly TimeSpan MemoryInterval = TimeSpan.FromSeconds(10);

    /// <summary>Whether its memory matters.</summary>
    public bool HasMemoryLimit => settings.MaxMemoryBytes > 0;

    /// <summary>The pause before there can be something to do; null where there never is.</summary>
    public TimeSpan? NextLook(ProcessUse use)
    {
        TimeSpan? next = null;
        if (settings.IdleTimeout > TimeSpan.Zero) Earlier(use.IsIdle ? settings.IdleTimeout - use.Unused : settings.IdleTimeout);
        // Where its time is over, at once; or, where something stands in the way, when that is gone, which is a look of its own.
        if (settings.MaxLifetime > TimeSpan.Zero && (use.Age < settings.MaxLifetime || use.MayBeReplaced)) Earlier(settings.MaxLifetime - use.Age);
        if (HasMemoryLimit) Earlier(MemoryInterval);
        return next < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : next;

        void Earlier(TimeSpan pause)
        {
            if (next is null || pause < next) next = pause;
        }
    }

    /// <summary>Why it is to end until it is needed; null where it is not.</summary>
    public string? WhyRest(ProcessUse use) => settings.IdleTimeout > TimeSpan.Zero && use.IsIdle && use.Unused >= settings.IdleTimeout
        ? $"nobody has used it for {Durations.Format(settings.IdleTimeout)}, its idle-timeout"
        : null;

    /// <summary>Why it is to be replaced; null where it is not. Open work is not interrupted.</summary>
    /// <param name="use">Its use.</param>
    /// <param name="memory">Its memory, in bytes; null where it is not known.</param>
    public string? WhyReplace(ProcessUse use, long? memory) =>
        !use.MayBeReplaced ? null
        : HasMemoryLimit && memory > settings.MaxMemoryBytes
            ? $"it holds {memory.Value >> 20} MiB of memory, and its max-memory is {settings.MaxMemoryBytes >> 20} MiB"
        : settings.MaxLifetime > TimeSpan.Zero && use.Age >= settings.MaxLifetime
            ? $"it has served for {Durations.Format(settings.MaxLifetime)}, its max-lifetime"
        : null;
}

/// <summary>The use of a process at one moment.</summary>
/// <param name="Age">Since it was ready.</param>
/// <param name="Unused">Since it was last asked something or answered; zero while something is under way.</param>
/// <param name="Calls">What is under way.</param>
/// <param name="Sessions">Who has a place in it.</param>
/// <param name="Work">The number of open pieces of work.</param>
/// <param name="Replacing">Whether the one that is to take its place is on its way.</param>
internal readonly record struct ProcessUse(TimeSpan Age, TimeSpan Unused, int Calls, int Sessions, int Work, bool Replacing)
{
    public bool MayBeReplaced => Work == 0 && !Replacing;

    public bool IsIdle => Calls == 0 && Sessions == 0 && Work == 0;
}
