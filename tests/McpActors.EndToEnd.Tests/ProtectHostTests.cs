namespace McpActors.EndToEnd.Tests;

/// <summary>
/// protect-host decides whether a process of the same user can read the program's environment. Both run without root's
/// capabilities.
/// </summary>
public sealed class ProtectHostTests : EndToEndTest
{
    [SkippableTheory]
    [InlineData("", true)]
    [InlineData("protect-host = on", true)]
    [InlineData("protect-host = off", false)]
    public async Task The_environment_of_the_program_is_nobodys_unless_the_user_says_otherwise(string setting, bool hidden)
    {
        Skip.IfNot(!Environment.IsPrivilegedProcess || await RunningProgram.CanBeWithoutKillAsync(), "needs setpriv(1)");
        var config = Config([Demo()], $"{Here}\n{setting}");
        using var program = RunningProgram.StartWithoutRights("run", "--config", config);
        await program.SeeAsync(@"demo +ready");

        using var reader = StartedProcess.Start([.. RunningProgram.WithoutRights, "cat", $"/proc/{program.Pid}/environ"]);
        var exit = await reader.Exit();
        await Task.WhenAll(reader.Stdout.Ended, reader.Stderr.Ended).WaitAsync(Patience.Limit);
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();

        Assert.Equal(hidden, !reader.Stdout.ToString().Contains("PATH=", StringComparison.Ordinal));
        Assert.Equal(hidden ? 1 : 0, exit.ExitCode);
        Assert.Equal(0, ended.ExitCode);
    }
}
