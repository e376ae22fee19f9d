using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// The trial of a generation. All existing instances take the generation first. When each of them that should have a
/// process has been ready with it, instances that were created in the meantime take it too, and then it is in force. If
/// one instance fails, all go back. Either way, all instances end with the same generation.
/// </summary>
/// <param name="wanted">The generation on trial.</param>
/// <param name="wasParked">Whether the server was parked when the trial began.</param>
/// <param name="earlier">Processes that an earlier request has replaced; this trial does not wait for their
/// end.</param>
internal sealed class Trial(Generation wanted, bool wasParked, IEnumerable<ServerProcess> earlier)
{
    public Generation Wanted => wanted;

    public HashSet<ServerProcess> Earlier { get; } = [.. earlier];

    public bool WasParked => wasParked;

    /// <summary>Whether the trial has succeeded or failed.</summary>
    public bool IsDecided { get; private set; }

    /// <summary>The reason for the failure; null if the trial has not failed.</summary>
    public string? Failure { get; private set; }

    /// <summary>How the last replaced process ended during the trial; null if there was none.</summary>
    public ExitReport? Exit { get; set; }

    public void Succeed() => IsDecided = true;

    public void Fail(string why) => (IsDecided, Failure) = (true, why);

    /// <summary>Adds that a process of the new generation could not go back.</summary>
    public void FailToGoBack(string why) => Failure += $" A process with the new settings could not go back: {why}";

    /// <summary>Whether an instance does not prevent success.</summary>
    public bool IsSettled(Instance instance) =>
        instance.Wish == Wish.Retiring || !instance.IsWished || ReferenceEquals(instance.ReadyIn, wanted);
}
