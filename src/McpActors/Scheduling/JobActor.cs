using Akka.Actor;
using ModelContextProtocol.Protocol;
using McpActors.Servers;

namespace McpActors.Scheduling;

/// <summary>One job: one tool call. It ends with <see cref="JobEnded"/>, and what it leaves unanswered it cancels.</summary>
internal sealed class JobActor : ReceiveActor, IWithTimers
{
    private readonly IActorRef _servers;
    private readonly Job _job;
    private readonly string _callId;
    private readonly TimeSpan _timeout;
    private TimeSpan _begun;
    private bool _answered;

    public JobActor(IActorRef servers, Job job, string callId, TimeSpan timeout)
    {
        _servers = servers;
        _job = job;
        _callId = callId;
        _timeout = timeout;

        Receive<ToolResult>(answer => Answered(
            answer.Result.IsError is true ? JobOutcome.ToolError : JobOutcome.Succeeded,
            answer.Result,
            answer.Result.IsError is true ? TextOf(answer.Result) : null));
        Receive<Status.Failure>(failure => Answered(
            failure.Cause is McpServerException { Failure: ServerFailure.TimedOut } ? JobOutcome.TimedOut : JobOutcome.Failed,
            error: failure.Cause?.Message ?? "The call failed without a reason."));
        Receive<ReceiveTimeout>(_ => End(JobOutcome.TimedOut, error: $"No answer within the job's timeout of {_timeout}."));
        Receive<Terminated>(_ => Answered(JobOutcome.Failed, error: "The actor of the servers has stopped; the host is ending."));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    protected override void PreStart()
    {
        _begun = Now;
        // Not SetReceiveTimeout: any message would start it anew, and this is the time for the whole job.
        Timers.StartSingleTimer(nameof(ReceiveTimeout), ReceiveTimeout.Instance, _timeout);
        Context.Watch(_servers);
        _servers.Tell(new CallTool(_job.Server, _job.Tool, _job.Arguments, _timeout, _callId));
    }

    protected override void PostStop()
    {
        if (!_answered)
            _servers.Tell(new CancelCall(_job.Server, _callId));
    }

    private void Answered(JobOutcome outcome, CallToolResult? result = null, string? error = null)
    {
        _answered = true;
        End(outcome, result, error);
    }

    private void End(JobOutcome outcome, CallToolResult? result = null, string? error = null)
    {
        Context.Parent.Tell(new JobEnded(new JobReport(_job, outcome, Now - _begun, result, error)));
        Context.Stop(Self);
    }

    private static string TextOf(CallToolResult result)
    {
        var text = string.Join('\n', result.Content?.OfType<TextContentBlock>().Select(block => block.Text) ?? []);
        return text.Length > 0 ? text : "The tool reported an error without a text.";
    }
}
