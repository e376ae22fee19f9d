using McpActors.Torture.Bystanders;

namespace McpActors.Torture.Lanes;

/// <summary>
/// A host without root's rights, with its own runtime directory. If the lane is not root either, all hosts are such.
/// </summary>
internal static class UserHost
{
    private static readonly string User = Forger.User.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static readonly string[] SetPriv = ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups"];

    public static async Task<TortureHost> StartAsync(Lane lane)
    {
        if (!Environment.IsPrivilegedProcess)
            throw new SkippedException("only root can become another user; the other hosts are no root's here");
        var folder = Path.Combine(lane.Folder, "user");
        await RunAsync("chmod", "711", lane.Folder);
        Directory.CreateDirectory(folder);
        await RunAsync("chown", $"{User}:{User}", folder);
        var config = Path.Combine(folder, "host.conf");
        await File.WriteAllTextAsync(config, HostConfig.Text(Path.Combine(folder, "run")));
        foreach (var program in new[] { Environment.ProcessPath!, Artifacts.Adversary, Artifacts.Keeper })
        {
            if (await EndsAsync([.. SetPriv, "test", "-x", program]) != 0)
                throw new SkippedException($"user {User} may not execute {program}");
        }

        return TortureHost.Start(config, Lane.Deadline, SetPriv);
    }

    /// <summary>Forges the marks of a host, which must have a keeper.</summary>
    public static async Task<Forger> ForgeAsync(TortureHost host, int count, bool closed)
    {
        if (!Environment.IsPrivilegedProcess)
            throw new SkippedException("only root can become another user");
        var keeper = ProcessTree.Children(host.Pid).First(child => Identity.Of(child) is not null && ProcessTree.ServerOfKeeper(child) is not null);
        return await Forger.StartAsync(keeper, count, closed);
    }

    private static async Task RunAsync(params string[] command)
    {
        if (await EndsAsync(command) is not 0 and var code)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {code}");
    }

    private static async Task<int?> EndsAsync(string[] command)
    {
        using var process = StartedProcess.Start(command);
        return (await process.Exit()).ExitCode;
    }
}
