using Akka.Actor;
using McpActors.Configuration;
using McpActors.Host.Composition;
using McpActors.Host.Output;
using McpActors.Host.Running.Watching;
using McpActors.Scheduling;
using McpActors.Servers;
using Serilog;

namespace McpActors.Host.Running;

/// <summary>
/// Reads the configuration again, when it is asked to or its files have changed, and applies its servers and schedules, one reload after the
/// other. A configuration with a mistake changes nothing. What else stands in it (keeper, reaper, runtime-dir, akka) is for the next start.
/// </summary>
internal sealed class Reloading : IDisposable
{
    // Nobody enters before Begin.
    private readonly SemaphoreSlim _one = new(0, 1);
    private readonly HostedActors _actors;
    private readonly CancellationToken _stopping;
    private readonly string? _file;
    private readonly ILogger _log;
    private readonly KnownSecrets _secrets;
    private readonly FileWatch _watch;
    private McpActorsSettings _running;

    /// <param name="actors">The host.</param>
    /// <param name="running">What it is to run.</param>
    /// <param name="readSince">When the reading of that began.</param>
    /// <param name="file">Where it was read from; null for the configuration that is built in.</param>
    /// <param name="log">Where all that comes of it is told.</param>
    /// <param name="secrets">What the log leaves out.</param>
    public Reloading(HostedActors actors, McpActorsSettings running, DateTimeOffset readSince, string? file, ILogger log, KnownSecrets secrets)
    {
        (_actors, _stopping, _running, _file, _log, _secrets) = (actors, actors.Stopping, running, file, log, secrets);
        _watch = new FileWatch(Changed, log, TimeProvider.System);
        Follow(running, running.ImportedFiles, readSince);
    }

    /// <summary>The servers have been asked to start: from here on there is something to compare with. What was asked for before is done now.</summary>
    public void Begin() => _one.Release();

    /// <summary>Never throws: whatever keeps it from reloading is logged.</summary>
    /// <param name="why">For the log; empty where it was simply asked for.</param>
    public async Task ReloadAsync(string why = "")
    {
        await _one.WaitAsync();
        var since = TimeProvider.System.GetUtcNow();
        try
        {
            _log.Information(Line.Begin + "{Source:l} is read again{Why:l}", Line.Program, "reloading", _file ?? "the built-in host.conf", why);
            var settings = ProgramConfiguration.LoadForRun(_file).Settings;
            _secrets.Add(settings.Servers.Values);
            Follow(settings, settings.ImportedFiles, since);
            await ApplyAsync(settings);
            _running = settings;
        }
        catch (Exception e) when (e is McpConfigurationException or UsageException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            _log.Error(Line.Begin + "nothing was changed: {Why:l}", Line.Program, "failed", e.Message);
            // The mistake may have to be put right in a file that is imported only now.
            Follow(_running, _running.ImportedFiles.Union((e as McpConfigurationException)?.ImportedFiles ?? []), since);
        }
        catch (AskTimeoutException)
        {
            _log.Error(Line.Begin + "the servers have not all been replaced in time; what they do is told as it happens", Line.Program, "failed");
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _log.Information(Line.Begin + "the reload ends with the host", Line.Program, "stopping");
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        _one.Dispose();
    }

    private void Changed(IReadOnlyList<string> files)
    {
        if (!_stopping.IsCancellationRequested) _ = ReloadAsync($": {string.Join(", ", files)} changed");
    }

    private void Follow(McpActorsSettings settings, IEnumerable<string> imported, DateTimeOffset readSince) =>
        _watch.Follow(settings.ReloadOnChange && _file is not null ? [Path.GetFullPath(_file), .. imported] : [], readSince);

    private async Task ApplyAsync(McpActorsSettings settings)
    {
        var applied = await _actors.Actors.Servers.Ask<ServersApplied>(new ApplyServers([.. settings.Servers.Values]), Longest(settings), _stopping);
        PassedOverLines.Print(_log, settings.PassedOver);
        ReloadLines.Print(_log, applied);

        var scheduler = _actors.Actors.Scheduler;
        var kept = settings.Scheduler.Schedules.Select(schedule => schedule.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _running.Scheduler.Schedules.Where(schedule => !kept.Contains(schedule.Name))) scheduler.Tell(new RemoveSchedule(gone.Name));
        foreach (var schedule in settings.Scheduler.Schedules) scheduler.Tell(new PutSchedule(schedule));

        var added = applied.Changes.Where(change => change.Kind == ServerChangeKind.Added).Select(change => settings.Servers[change.Server]);
        await ServerStart.RunAllAsync(_actors, added, _log);
    }

    // Each server starts its new process, drains the old one and ends it.
    private TimeSpan Longest(McpActorsSettings settings) => settings.Servers.Values.Concat(_running.Servers.Values)
        .Select(server => ServerStart.Longest(server) + server.DrainTimeout).DefaultIfEmpty(TimeSpan.FromMinutes(1)).Max();
}
