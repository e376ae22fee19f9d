using McpActors.Stdio;

namespace McpActors.Tests.Servers.Outcomes;

/// <summary>Which requests of a lost process are sent again.</summary>
public class RetryRulesTests
{
    private static readonly Extinction Proven = new(new ExitReport { Confirmed = true, Pid = 7 });

    private static readonly Extinction NotProven = new(new ExitReport { Confirmed = false, Pid = 7 });

    [Theory]
    [InlineData(ServerRetry.Never, RequestOutcome.NotSent, true, RetryStep.Fail)]
    [InlineData(ServerRetry.NotSent, RequestOutcome.NotSent, false, RetryStep.Repeat)]
    [InlineData(ServerRetry.NotSent, RequestOutcome.Unknown, true, RetryStep.Fail)]
    [InlineData(ServerRetry.Idempotent, RequestOutcome.NotSent, false, RetryStep.Repeat)]
    [InlineData(ServerRetry.Idempotent, RequestOutcome.Unknown, false, RetryStep.Fail)]
    [InlineData(ServerRetry.Idempotent, RequestOutcome.Unknown, true, RetryStep.Repeat)]
    internal void It_depends_on_the_key_the_outcome_and_the_hint(ServerRetry retry, RequestOutcome outcome, bool isIdempotent, RetryStep expected)
    {
        using var pending = Pending(new Caller());

        Assert.Equal(expected, RetryRules.Decide(retry, pending, outcome, isIdempotent, Proven));
    }

    [Fact]
    public void What_may_have_been_acted_on_waits_for_the_proof_and_fails_without_it()
    {
        using var pending = Pending(new Caller());

        Assert.Equal(RetryStep.Wait, RetryRules.Decide(ServerRetry.Idempotent, pending, RequestOutcome.Unknown, true, null));
        Assert.Equal(RetryStep.Fail, RetryRules.Decide(ServerRetry.Idempotent, pending, RequestOutcome.Unknown, true, NotProven));
        Assert.Equal(RetryStep.Fail, RetryRules.Decide(ServerRetry.Idempotent, pending, RequestOutcome.Unknown, true, new Extinction(null)));
    }

    [Fact]
    public void In_a_session_only_what_was_never_sent_is_sent_again()
    {
        using var pending = Pending(new SessionCaller());

        Assert.Equal(RetryStep.Fail, RetryRules.Decide(ServerRetry.Idempotent, pending, RequestOutcome.Unknown, true, Proven));
        Assert.Equal(RetryStep.Repeat, RetryRules.Decide(ServerRetry.Idempotent, pending, RequestOutcome.NotSent, false, Proven));
    }

    [Fact]
    public void What_was_cancelled_and_what_nobody_waits_for_is_not()
    {
        using var cancelled = Pending(new Caller());
        cancelled.Cancel("its caller cancelled it");
        using var nobodys = Pending(ActorRefs.Nobody);

        Assert.Equal(RetryStep.Fail, RetryRules.Decide(ServerRetry.NotSent, cancelled, RequestOutcome.NotSent, false, Proven));
        Assert.Equal(RetryStep.Fail, RetryRules.Decide(ServerRetry.NotSent, nobodys, RequestOutcome.NotSent, false, Proven));
    }

    [Fact]
    public void What_begins_behind_the_last_byte_that_was_read_was_never_seen()
    {
        using var read = Pending(new Caller());
        read.Delivery.TryHandOver(out _);
        read.Delivery.StartsAt(99);
        read.Delivery.Unread(100);
        using var unread = Pending(new Caller());
        unread.Delivery.TryHandOver(out _);
        unread.Delivery.StartsAt(100);
        unread.Delivery.Unread(100);

        Assert.Equal((RequestOutcome.Unknown, RequestOutcome.NotSent), (read.GiveUp(), unread.GiveUp()));
    }

    private static PendingRequest Pending(IActorRef replyTo) => new(
        new CallTool("a", "echo"), replyTo, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeProvider.System, default, new Delivery(null!));

    private class Caller : MinimalActorRef
    {
        public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "retry")) / "caller";

        public override IActorRefProvider Provider => throw new NotSupportedException();
    }

    private sealed class SessionCaller : Caller, ISessionCaller;
}
