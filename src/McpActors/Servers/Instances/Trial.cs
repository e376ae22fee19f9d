using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// A generation that is on trial. Every instance that was there is given it; when each that is to have a process has been ready in it, so is every
/// instance that was born meanwhile, and then it is in force. Where one cannot be, all go back. So there is one generation at the end, whichever.
/// </summary>
/// <param name="wanted">What is to be in force.</param>
/// <param name="wasParked">Whether the server was parked when the trial began.</param>
/// <param name="earlier">The processes that something else had replaced before: whoever asked for that waits for their end.</param>
internal sealed class Trial(Generation wanted, bool wasParked, IEnumerable<ServerProcess> earlier)
{
    public Generation Wanted => wanted;

    public HashSet<ServerProcess> Earlier { get; } = [.. earlier];

    public bool WasParked => wasParked;

    /// <summary>Whether it has succeeded or failed.</summary>
    public bool IsDecided { get; private set; }

    /// <summary>Why it has failed; null where it has not.</summary>
    public string? Failure { get; private set; }

    /// <summary>How a process ended that was the first to end for it; null where none was seen ending.</summary>
    public ExitReport? Exit { get; set; }

    public void Succeed() => IsDecided = true;

    public void Fail(string why) => (IsDecided, Failure) = (true, why);

    /// <summary>A process that had taken the new generation could not go back.</summary>
    public void FailToGoBack(string why) => Failure += $" A process that had taken it could not go back: {why}";

    /// <summary>Whether an instance does not stand in the way of success.</summary>
    public bool IsSettled(Instance instance) =>
        instance.Wish == Wish.Retiring || !instance.IsWished || ReferenceEquals(instance.ReadyIn, wanted);
}
