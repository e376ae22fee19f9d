namespace McpActors.Torture.Driver;

/// <summary>A lane, as the driver uses it.</summary>
internal sealed class LaneProcess : IDisposable
{
    private readonly StartedProcess _process;

    private LaneProcess(StartedProcess process) => _process = process;

    public int Pid => _process.Pid;

    /// <param name="through">A command that runs the rest of its arguments in an environment of its own.</param>
    public static LaneProcess Start(params IReadOnlyList<string> through) =>
        new(StartedProcess.Start([.. through, Environment.ProcessPath!, "lane"]));

    public Task<Outcome> RunAsync(Script script)
    {
        Write(JsonSerializer.Serialize(script));
        return NextAsync(script.Name, script.Ending);
    }

    /// <summary>
    /// Ends the lane in order: all hosts are shut down, and remaining processes are a separate outcome.
    /// </summary>
    public async Task<Outcome> EndAsync()
    {
        Write(Lanes.LaneProgram.End);
        var outcome = await NextAsync("end of a lane", "");
        await Task.WhenAny(_process.Exited, Task.Delay(Patience.Limit));
        return outcome;
    }

    /// <summary>Makes the lane end everything below it, and itself.</summary>
    public void HangUp() => _process.CloseStdin();

    public void Dispose()
    {
        if (!_process.Exited.IsCompleted)
        {
            _process.CloseStdin();
            Task.WaitAny([_process.Exited], Patience.Limit);
        }

        _process.Dispose();
    }

    private void Write(string line)
    {
        try
        {
            _process.Write(line + "\n");
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The lane has already ended, which is part of its outcome; or the run was interrupted.
        }
    }

    private async Task<Outcome> NextAsync(string name, string ending)
    {
        while (true)
        {
            try
            {
                return JsonSerializer.Deserialize<Outcome>(await _process.Stdout.Next(_ => true, "outcome"))!;
            }
            catch (TimeoutException) when (!_process.Exited.IsCompleted)
            {
                // A history ends by itself, because everything in it has a limit. A soak takes minutes.
            }
            catch (InvalidOperationException e)
            {
                return new Outcome { Name = name, Ending = ending, Failures = [$"the lane ended: {e.Message} {_process.Stderr}"] };
            }
        }
    }
}
