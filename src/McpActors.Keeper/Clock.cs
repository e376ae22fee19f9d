using System.Diagnostics;

namespace McpActors.Keeper;

/// <summary>Milliseconds since its creation, independent of changes of the time of day (CLOCK_MONOTONIC).</summary>
internal sealed class Clock
{
    private readonly long _start = Stopwatch.GetTimestamp();

    public long Now => (long)Stopwatch.GetElapsedTime(_start).TotalMilliseconds;
}
