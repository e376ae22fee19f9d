using Akka.Actor;

namespace McpActors.Host.Composition;

/// <summary>Says why an actor system ended by itself, and what to do about it.</summary>
internal static class SystemEnd
{
    // TlsHandshakeFailureReason of Akka.Remote, which is internal: a failed handshake of a connection that this node opened (akka.net #7841, #7952).
    private const int TlsHandshakeFailed = 79;

    /// <param name="system">A system that the program has not stopped yet.</param>
    /// <returns>One sentence or two without a full stop at the end; null where it runs, or ends because a signal asked for it.</returns>
    public static string? Why(ActorSystem system) => CoordinatedShutdown.Get(system).ShutdownReason switch
    {
        null => system.WhenTerminated.IsCompleted ? "it was terminated without a coordinated shutdown; the errors above say more" : null,
        // A signal, where the configuration leaves signals to Akka.NET.
        CoordinatedShutdown.ClrExitReason => null,
        { ExitCode: TlsHandshakeFailed } reason =>
            $"{reason}, and Akka.NET ends a node that cannot trust a peer it connects to. Make every node trust the authorities of all certificates in use, "
            + "look whether a certificate has expired, and start this node again",
        CoordinatedShutdown.ClusterDowningReason =>
            "the cluster has given this node up, because the others could not reach it or are the majority after a partition. Start it again, and it joins as a new node",
        CoordinatedShutdown.ClusterLeavingReason => "another node has told this one to leave the cluster. Start it again, and it joins as a new node",
        CoordinatedShutdown.ClusterJoinUnsuccessfulReason =>
            "no seed node let it join within akka.cluster.shutdown-after-unsuccessful-join-seed-nodes. Look at the addresses of the seed nodes, and whether one of them runs",
        CoordinatedShutdown.ActorSystemTerminateReason => "an actor terminated it; the errors above say more",
        var other => $"{other}; the errors above say more",
    };
}
