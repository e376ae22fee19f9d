using McpActors.Scheduling;
using Serilog;
using Serilog.Events;

namespace McpActors.Host.Output;

/// <summary>Prints a batch: one line for each job, and one for the batch.</summary>
internal sealed class BatchLines(ILogger log)
{
    public void Print(BatchCompleted e)
    {
        foreach (var job in e.Batch.Jobs) Print(e.Batch.Name, job);
        var succeeded = e.Batch.Jobs.Count(job => job.Outcome == JobOutcome.Succeeded);
        var level = succeeded == e.Batch.Jobs.Count ? LogEventLevel.Information : LogEventLevel.Warning;
        log.Write(level, Line.Begin + "{Succeeded} of {Jobs:l} succeeded in {Elapsed:l} ({BatchId:l})",
            e.Batch.Name, "batch", succeeded, Text.Count(e.Batch.Jobs.Count, "job", "jobs"), Text.Of(e.Batch.Elapsed), e.Batch.BatchId);
    }

    private void Print(string batch, JobReport job)
    {
        var level = job.Outcome == JobOutcome.Succeeded ? LogEventLevel.Information : LogEventLevel.Warning;
        var said = job.Error ?? (job.Result is { } result ? Printable.FirstLine(ToolResultText.Of(result)) : "");
        log.Write(level, Line.Begin + "{Job:l} {Outcome:l} in {Elapsed:l}{Said:l}",
            batch, "job", job.Job.Name, Describe(job.Outcome), Text.Of(job.Elapsed), said.Length > 0 ? ": " + said : "");
    }

    private static string Describe(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Succeeded => "succeeded",
        JobOutcome.ToolError => "returned an error",
        JobOutcome.Failed => "failed",
        JobOutcome.TimedOut => "timed out",
        JobOutcome.Cancelled => "was cancelled",
        _ => outcome.ToString(),
    };
}
