using Akka.Actor;
using ModelContextProtocol.Protocol;
using McpActors.Servers;

namespace McpActors.Scheduling;

/// <summary>
/// One job that is a tool call. It ends with <see cref="JobEnded"/> and cancels a call that is unanswered.
/// </summary>
internal sealed class JobActor : TimedJobActor
{
    private readonly BatchEnvironment _environment;
    private readonly ToolJob _job;
    private readonly string _callId;
    private readonly TimeSpan _timeout;
    private bool _answered;

    public JobActor(BatchEnvironment environment, ToolJob job, string callId, TimeSpan timeout)
        : base(job, timeout)
    {
        _environment = environment;
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
        Receive<Terminated>(_ => Answered(JobOutcome.Failed, error: "The servers actor has stopped; the host is shutting down."));
    }

    protected override void PreStart()
    {
        base.PreStart();
        Context.Watch(_environment.Servers);
        _environment.Servers.Tell(_environment.CallOf(new CallTool(_job.Server, _job.Tool, _job.Arguments, _timeout, _callId) { Retry = _job.Retry }, _job));
    }

    protected override void PostStop()
    {
        if (!_answered)
            _environment.Servers.Tell(new CancelCall(_job.Server, _callId));
    }

    private void Answered(JobOutcome outcome, CallToolResult? result = null, string? error = null)
    {
        _answered = true;
        End(outcome, result, error);
    }

    private static string TextOf(CallToolResult result)
    {
        var text = string.Join('\n', result.Content?.OfType<TextContentBlock>().Select(block => block.Text) ?? []);
        return text.Length > 0 ? text : "The tool reported an error without text.";
    }
}
