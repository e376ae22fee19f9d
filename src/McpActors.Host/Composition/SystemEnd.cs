using Akka.Actor;

namespace McpActors.Host.Composition;

/// <summary>Explains why an actor system ended by itself, and what the user can do.</summary>
internal static class SystemEnd
{
    // The internal TlsHandshakeFailureReason of Akka.Remote: a TLS handshake that this node began has failed (akka.net
    // #7841, #7952).
    private const int TlsHandshakeFailed = 79;

    /// <param name="system">A system that the program has not stopped.</param>
    /// <returns>One or two sentences without a final full stop; null while the system runs, and when a signal ended
    /// it.</returns>
    public static string? Why(ActorSystem system) => CoordinatedShutdown.Get(system).ShutdownReason switch
    {
        null => system.WhenTerminated.IsCompleted ? "it was terminated without a coordinated shutdown; the errors above say more" : null,
        // A signal, if the configuration lets Akka.NET handle signals.
        CoordinatedShutdown.ClrExitReason => null,
        { ExitCode: TlsHandshakeFailed } reason =>
            $"{reason}. Akka.NET stops a node that cannot trust a peer. Make every node trust the issuers of all certificates in use, "
            + "check that no certificate has expired, and start this node again",
        CoordinatedShutdown.ClusterDowningReason =>
            "the cluster downed this node: it was unreachable or in the minority of a partition. Start it again to join as a new node",
        CoordinatedShutdown.ClusterLeavingReason => "another node removed this node from the cluster. Start it again to join as a new node",
        CoordinatedShutdown.ClusterJoinUnsuccessfulReason =>
            "it joined no seed node within akka.cluster.shutdown-after-unsuccessful-join-seed-nodes. "
                + "Check the addresses of the seed nodes, and that at least one of them is running",
        CoordinatedShutdown.ActorSystemTerminateReason => "an actor terminated it; the errors above say more",
        var other => $"{other}; the errors above say more",
    };
}
