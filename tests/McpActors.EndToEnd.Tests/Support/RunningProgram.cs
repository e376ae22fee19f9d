namespace McpActors.EndToEnd.Tests.Support;

/// <summary>The program, started as a user starts it; its output is available line by line.</summary>
internal sealed class RunningProgram : IDisposable
{
    private const string SetPriv = "/usr/bin/setpriv";

    private static readonly TimeSpan LastOutput = TimeSpan.FromSeconds(5);

    private readonly StartedProcess _process;

    private RunningProgram(IReadOnlyList<string> command, StdinKind stdin = StdinKind.Null) =>
        _process = StartedProcess.Start(command, new StartOptions { Stdin = stdin });

    public int Pid => _process.Pid;

    /// <summary>The stdout so far.</summary>
    public string Stdout => string.Join('\n', _process.Stdout.Seen());

    private string Stderr => string.Join('\n', _process.Stderr.Seen());

    /// <summary>Starts <c>mcpactors</c> with these arguments.</summary>
    public static RunningProgram Start(params string[] args) => new([Paths.Program, .. args]);

    /// <summary>Starts it with these variables in addition to our own.</summary>
    public static RunningProgram StartWith(IReadOnlyDictionary<string, string> environment, params string[] args) =>
        new(["env", .. environment.Select(variable => $"{variable.Key}={variable.Value}"), Paths.Program, .. args]);

    /// <summary>Starts it in its own terminal, which <see cref="CloseTerminal"/> removes.</summary>
    public static RunningProgram StartInTerminal(params string[] args) => new([Paths.Program, .. args], StdinKind.Terminal);

    /// <summary>Starts a shell, whose <c>$0</c> is the program.</summary>
    public static RunningProgram StartShell(string script, params string[] args) => new(["/bin/sh", "-c", script, Paths.Program, .. args]);

    /// <summary>
    /// Starts it as root without the right to signal other users' processes (capabilities(7), CAP_KILL).
    /// </summary>
    public static RunningProgram StartWithoutKill(params string[] args) => new([SetPriv, "--bounding-set=-kill", Paths.Program, .. args]);

    /// <summary>
    /// Starts it without any capability, like an ordinary user: CAP_SYS_PTRACE allows tracing of all processes, and
    /// CAP_PERFMON reading (Linux 6.15). As root it needs setpriv(1).
    /// </summary>
    public static RunningProgram StartWithoutRights(params string[] args) => new([.. WithoutRights, Paths.Program, .. args]);

    /// <summary>The prefix of a command that removes all capabilities.</summary>
    public static IReadOnlyList<string> WithoutRights => Environment.IsPrivilegedProcess ? [SetPriv, "--bounding-set=-all"] : [];

    /// <summary>Whether this system permits it.</summary>
    public static async Task<bool> CanBeWithoutKillAsync()
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists(SetPriv)) return false;
        using var program = StartWithoutKill("--version");
        return (await program.EndAsync()).ExitCode == 0;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<Ended> RunAsync(params string[] args)
    {
        using var program = Start(args);
        return await program.EndAsync();
    }

    /// <summary>
    /// Waits for a matching line on stdout, which may already have come and is returned only once; or for several.
    /// </summary>
    public async Task SeeAsync(string pattern, int times = 1)
    {
        for (var i = 0; i < times; i++) await SeeAsync(_process.Stdout, pattern);
    }

    /// <summary>The same on stderr.</summary>
    public Task SeeOnStderrAsync(string pattern) => SeeAsync(_process.Stderr, pattern);

    /// <summary>
    /// Simulates a closed window or a lost connection: the kernel sends SIGHUP, and the terminal is gone (tty(4)).
    /// </summary>
    public void CloseTerminal() => _process.CloseStdin();

    public void Signal(int signal) => _process.Signal(signal);

    /// <summary>Waits for its end, and for all of its output.</summary>
    public async Task<Ended> EndAsync()
    {
        WaitResult result;
        try
        {
            result = await _process.Exit();
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"It did not end.\n{this}", e);
        }
        // A process left behind could hold the pipes open for ever; the household finds it.
        await Task.WhenAny(Task.WhenAll(_process.Stdout.Ended, _process.Stderr.Ended), Task.Delay(LastOutput));
        return new Ended(result.ExitCode ?? 128 + result.Signal!.Value, Stdout, Stderr);
    }

    public void Dispose() => _process.Dispose();

    public override string ToString() => $"pid {Pid}\nstdout:\n{Stdout}\nstderr:\n{Stderr}";

    private async Task SeeAsync(LineLog lines, string pattern)
    {
        try
        {
            await lines.Next(new Regex(pattern, RegexOptions.CultureInvariant).IsMatch, pattern);
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            throw new TimeoutException($"Nothing matched /{pattern}/.\n{this}", e);
        }
    }
}

/// <summary>How the program ended; after a signal the exit code is 128 plus the signal, as in a shell.</summary>
internal sealed record Ended(int ExitCode, string Stdout, string Stderr)
{
    public override string ToString() => $"exit code {ExitCode}\nstdout:\n{Stdout}\nstderr:\n{Stderr}";
}
