using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using McpActors.Benchmarks.Measuring;
using McpActors.Benchmarks.Parts;

namespace McpActors.Benchmarks.Rows;

/// <summary>The activity of an idle host with many servers, compared with an empty actor system.</summary>
internal static class IdleHost
{
    private const double MostPercent = 1;

    // Akka.NET's scheduler checks for due timers every 10 ms. The program reduces that to a tenth.
    private static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100);

    public static async Task<IReadOnlyList<Row>> MeasureAsync(ReportOptions options)
    {
        // Long enough for a health check of every server: health.interval is 30 s.
        var window = TimeSpan.FromSeconds(options.Quick ? 2 : 35);
        var servers = options.Servers(100);
        var rounds = options.Quick ? 1 : 2;
        var (plain, full, slow) = (new List<Idleness>(), new List<Idleness>(), new List<Idleness>());
        for (var round = 1; round <= rounds; round++)
        {
            Progress.Round(round, rounds);
            plain.Add(await PlainAsync(window));
            full.Add(await FullAsync(servers, window, null));
            slow.Add(await FullAsync(servers, window, Tenth));
        }
        return [.. Lines($"idle host with {servers} servers", full, plain), .. Lines("  the same where Akka.NET ticks every 100 ms, as in mcpactors", slow, plain)];
    }

    private static IEnumerable<Row> Lines(string what, IReadOnlyList<Idleness> measured, IReadOnlyList<Idleness> plain)
    {
        var (busy, busyPlain) = (Of(measured, idle => idle.Percent, "%"), Of(plain, idle => idle.Percent, "%"));
        var (woken, wokenPlain) = (Of(measured, idle => idle.Switches, "/s"), Of(plain, idle => idle.Switches, "/s"));
        yield return new Row(
            $"{what}: share of a core", $"{busy}", $"an idle ActorSystem: {busyPlain}", $"{busy.Beyond(busyPlain)}", $"under {MostPercent} %", busy.Median < MostPercent);
        yield return new Row("  voluntary context switches", $"{woken}", $"an idle ActorSystem: {wokenPlain}", $"{woken.Beyond(wokenPlain)}", "", null);
        yield return new Row("  threads that wake within a second", Wakeful(measured), $"an idle ActorSystem: {Wakeful(plain)}", "", "", null);
    }

    private static async Task<Idleness> PlainAsync(TimeSpan window)
    {
        var system = ActorSystem.Create("plain", ConfigurationFactory.ParseString("akka { loglevel = WARNING, stdout-loglevel = WARNING }"));
        // Akka.NET's scheduler begins to tick (akka.scheduler.tick-duration, 10 ms) with the first timer, which every
        // platform has.
        using var timer = new Cancelable(system.Scheduler);
        system.Scheduler.ScheduleTellOnce(TimeSpan.FromHours(1), system.DeadLetters, "never", ActorRefs.NoSender, timer);
        await SettleAsync(window);
        var idle = await WatchAsync("an idle ActorSystem", window);
        await system.Terminate();
        return idle;
    }

    private static async Task<Idleness> FullAsync(int servers, TimeSpan window, TimeSpan? tick)
    {
        await using var host = Host.Start(servers, tick);
        await host.StartAsync(servers);
        await SettleAsync(window);
        var idle = await WatchAsync($"{servers} servers{(tick is null ? "" : ", Akka.NET ticks every 100 ms")}", window);
        await host.StopAsync(servers);
        return idle;
    }

    // A pool thread retires after 20 idle seconds, and hot code is recompiled in the background.
    private static Task SettleAsync(TimeSpan window)
    {
        GC.Collect();
        return Task.Delay(window * 0.7);
    }

    private static async Task<Idleness> WatchAsync(string what, TimeSpan window)
    {
        var idle = await Idleness.WatchAsync(window);
        Progress.Say($"  {what}: {Series.Text(idle.Percent, "%")}, {Series.Text(idle.Switches, "/s")}; {Wakeful([idle])}");
        return idle;
    }

    private static Series Of(IEnumerable<Idleness> idle, Func<Idleness, double> what, string unit) => new([.. idle.Select(what)], unit);

    // In most rounds: a compilation or collection in one round is a coincidence.
    private static IEnumerable<string> Names(IReadOnlyList<Idleness> rounds) =>
        rounds.SelectMany(round => round.Wakeful.Select(thread => thread.Thread).Distinct())
            .GroupBy(name => name, StringComparer.Ordinal).Where(name => 2 * name.Count() > rounds.Count).Select(name => name.Key);

    private static string Wakeful(IReadOnlyList<Idleness> rounds) => string.Join(
        ", ",
        Names(rounds).Select(name => string.Create(
            CultureInfo.InvariantCulture,
            $"{name} {Of(rounds, round => round.Wakeful.Where(thread => thread.Thread == name).Sum(thread => thread.PerSecond), "/s").Median:0.#}/s")));
}
