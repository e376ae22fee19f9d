using McpActors.Configuration;
using McpActors.Host.CommandLine;
using McpActors.Host.Composition;
using McpActors.Host.Export;
using McpActors.Host.Output;
using Serilog;

namespace McpActors.Host.Running;

/// <summary><c>mcpactors run</c>: all servers and schedules of a configuration, until a signal.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(RunOptions options)
    {
        var readSince = TimeProvider.System.GetUtcNow();
        var (config, settings) = ProgramConfiguration.LoadForRun(options.ConfigFile);
        config = ClusterNode.Configure(config, options);
        if (settings.Servers.Count == 0)
            throw new UsageException($"{options.ConfigFile} configures no server: there is nothing to run.\n"
                + string.Concat(settings.Skipped.Select(server => $"{server.Name} at {server.Where} {server.Reason}.\n"))
                + "Add one: mcp-actors { servers { files { command = npx, args = [ ... ] } } }");
        var export = OtlpSettings.Read(Environment.GetEnvironmentVariable);
        var secrets = new KnownSecrets(settings.Servers.Values);
        var subjects = settings.Servers.Keys
            .Concat(settings.Scheduler.Schedules.Select(schedule => schedule.Name)).Concat(settings.Skipped.Select(server => server.Name));
        await using var log = Logs.ForRun(options.LogFile, subjects, secrets);
        Stdout.GoOnWithoutReader();
        log.Information(Line.Begin + "{Servers:l}, {Schedules:l} from {Source:l}; stop with Ctrl-C",
            Line.Program, "running", Text.Count(settings.Servers.Count, "server", "servers"),
            Text.Count(settings.Scheduler.Schedules.Count, "schedule", "schedules"), options.ConfigFile ?? "the built-in host.conf");
        if (export is not null) log.Information(Line.Begin + "{Export:l}", Line.Program, "exporting", export.ToString());
        SkippedLines.Print(log, settings.Skipped);
        RenamedLines.Print(log, settings.Renamed);

        var actors = new HostedActors(config, log, export);
        await using (actors.ConfigureAwait(false))
        {
            using var reloading = new Reloading(actors, settings, readSince, options.ConfigFile, log, secrets);
            var (code, ownEnd) = await LiveAsync(actors, settings, reloading, log);
            await actors.StopAsync();
            var tally = actors.Book.Tally;
            if (tally.Total > 0 || code == ExitCode.Success) Ending.Print(log, tally);
            // The reason goes into the last line, where nobody has to search for it.
            if (ownEnd is not null) log.Error(Line.Begin + "the actor system ended by itself: {Why:l}", Line.Program, "failed", ownEnd);
            return tally.Survived > 0 ? ExitCode.SomethingSurvived : code;
        }
    }

    // The reason for an unexpected end is read before the program stops the system, which would become the reason.
    private static async Task<(int Code, string? OwnEnd)> LiveAsync(
        HostedActors actors, McpActorsSettings settings, Reloading reloading, ILogger log)
    {
        try
        {
            await actors.StartAsync();
            var starts = ServerStart.RunAllAsync(actors, settings.Servers.Values, log);
            // Only after the servers have been asked to start: a reload compares with the running ones.
            actors.OnHangup(() => _ = Task.Run(() => reloading.ReloadAsync()));
            reloading.Begin();
            await actors.WaitForStopAsync();
            await starts;
        }
        catch (OperationCanceledException) when (actors.Stopping.IsCancellationRequested)
        {
            // The host was stopped before everything had started; StopAsync ends the started servers as usual.
        }
        catch (ActorsNotStartedException e)
        {
            log.Debug(e, Line.Begin + "the actors could not be started", Line.Program, "failed");
            Complaint.Write(e.Message);
            return (e.ExitCode, actors.OwnEnd);
        }
        return actors.OwnEnd is { } why ? (ExitCode.Failure, why) : (ExitCode.Success, null);
    }
}
