using Akka.Actor;
using McpActors.Configuration;
using McpActors.Host.Composition;
using McpActors.Host.Output;
using McpActors.Scheduling;
using McpActors.Servers;
using Serilog;

namespace McpActors.Host.Running;

/// <summary>
/// Reads the configuration again and applies its servers and schedules, one reload after the other. A configuration with a mistake changes
/// nothing. What else stands in it (keeper, reaper, runtime-dir, akka) is for the next start.
/// </summary>
internal sealed class Reloading(HostedActors actors, McpActorsSettings running, string? file, ILogger log) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private McpActorsSettings _running = running;

    /// <summary>Never throws: whatever keeps it from reloading is logged.</summary>
    public async Task ReloadAsync()
    {
        await _one.WaitAsync();
        try
        {
            log.Information(Line.Begin + "{Source:l} is read again", Line.Program, "reloading", file ?? "the built-in host.conf");
            var settings = ProgramConfiguration.Load(file).Settings;
            await ApplyAsync(settings);
            _running = settings;
        }
        catch (Exception e) when (e is McpConfigurationException or UsageException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            log.Error(Line.Begin + "nothing was changed: {Why:l}", Line.Program, "failed", e.Message);
        }
        catch (AskTimeoutException)
        {
            log.Error(Line.Begin + "the servers have not all been replaced in time; what they do is told as it happens", Line.Program, "failed");
        }
        catch (OperationCanceledException) when (actors.Stopping.IsCancellationRequested)
        {
            log.Information(Line.Begin + "the reload ends with the host", Line.Program, "stopping");
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task ApplyAsync(McpActorsSettings settings)
    {
        var applied = await actors.Actors.Servers.Ask<ServersApplied>(new ApplyServers([.. settings.Servers.Values]), Longest(settings), actors.Stopping);
        PassedOverLines.Print(log, settings.PassedOver);
        ReloadLines.Print(log, applied);

        var scheduler = actors.Actors.Scheduler;
        var kept = settings.Scheduler.Schedules.Select(schedule => schedule.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _running.Scheduler.Schedules.Where(schedule => !kept.Contains(schedule.Name))) scheduler.Tell(new RemoveSchedule(gone.Name));
        foreach (var schedule in settings.Scheduler.Schedules) scheduler.Tell(new PutSchedule(schedule));

        var added = applied.Changes.Where(change => change.Kind == ServerChangeKind.Added).Select(change => settings.Servers[change.Server]);
        await Task.WhenAll(added.Select(server => ServerStart.RunAsync(actors, server, log)));
    }

    // Each server starts its new process, drains the old one and ends it.
    private TimeSpan Longest(McpActorsSettings settings) => settings.Servers.Values.Concat(_running.Servers.Values)
        .Select(server => ServerStart.Longest(server) + server.DrainTimeout).DefaultIfEmpty(TimeSpan.FromMinutes(1)).Max();
}
