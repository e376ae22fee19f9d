using System.Net.Sockets;
using Xunit.Abstractions;

namespace McpActors.Processes.Tests.Registry;

/// <summary>Registry contents that no host has written. None of them proves a death.</summary>
public sealed class RegistryFileTests : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly TemporaryFolder _folder = new();
    private readonly HostRegistry _registry;
    private readonly HostFacts _facts;

    public RegistryFileTests(ITestOutputHelper output)
    {
        _output = output;
        _registry = HostRegistry.Open(_folder.Path);
        _facts = HostFacts.OfThisProcess("gone", TimeProvider.System);
    }

    private static HostTag Tag => new(42);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_is_whole_and_free_is_of_a_dead_host()
    {
        Write(_facts.Write());
        Assert.Equal(new RegisteredHost(Tag, HostStanding.Dead, _facts), Assert.Single(_registry.Look()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0\0")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("4711")]
    [InlineData("""{"pid":1}""")]
    [InlineData("""{"pid":"one","startTicks":1,"bootId":"b","pidNamespace":"p","name":"n","since":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"pid":0,"startTicks":1,"bootId":"b","pidNamespace":"p","name":"n","since":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"pid":99999999999,"startTicks":1,"bootId":"b","pidNamespace":"p","name":"n","since":"2026-01-01T00:00:00Z"}""")]
    public void A_file_that_is_empty_or_foreign_proves_nothing(string text)
    {
        Write(Encoding.UTF8.GetBytes(text));
        Assert.Equal(new RegisteredHost(Tag, HostStanding.Unreadable, null), Assert.Single(_registry.Look()));
    }

    [Fact]
    public void A_file_that_is_torn_anywhere_proves_nothing()
    {
        var whole = _facts.Write();
        for (var length = 0; length < whole.Length - 2; length++)
        {
            Write(whole[..length]);
            Assert.Equal(HostStanding.Unreadable, Assert.Single(_registry.Look()).Standing);
        }
        Write([.. whole, .. whole]);
        Assert.Equal(HostStanding.Unreadable, Assert.Single(_registry.Look()).Standing);
        Write([.. whole, .. Enumerable.Repeat((byte)' ', 1 << 20)]);
        Assert.NotEqual(HostStanding.Alive, Assert.Single(_registry.Look()).Standing);
    }

    [Fact]
    public void A_host_of_another_boot_or_another_namespace_is_said_to_be_so()
    {
        Write((_facts with { BootId = "another" }).Write());
        Assert.Equal(HostStanding.AnotherBoot, Assert.Single(_registry.Look()).Standing);
        Write((_facts with { PidNamespace = "pid:[1]" }).Write());
        Assert.Equal(HostStanding.AnotherNamespace, Assert.Single(_registry.Look()).Standing);
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData("0000002a")]
    [InlineData("0000002a.hosts")]
    [InlineData("2a.host")]
    [InlineData("ffffffff.host")]
    [InlineData("00000 2a.host")]
    [InlineData(".host")]
    public void A_file_with_another_name_is_nobodys_and_stays(string name)
    {
        var file = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(file, _facts.Write());
        Assert.Empty(_registry.Look());
        Assert.True(File.Exists(file));
    }

    [Theory]
    [InlineData("mkfifo \"$1\"", true)]
    [InlineData("mkfifo \"${1%host}new\"", false)]
    [InlineData("mkdir \"$1\"", false)]
    [InlineData("ln -s /etc/passwd \"$1\"", true)]
    [InlineData("ln -s \"$1\" \"$1\"", null)]
    [InlineData("ln -s /no/such/file \"$1\"", null)]
    [InlineData("cp \"$2\" \"$1.real\" && ln -s \"$1.real\" \"$1\"", true)]
    public async Task What_is_no_file_blocks_nobody_and_proves_nothing(string make, bool? seen)
    {
        File.WriteAllBytes(_folder.Beside("whole"), _facts.Write());
        Make(make);
        using var alive = _registry.Register("alive");

        var hosts = await Task.Run(() => _registry.Look().ToList()).WaitAsync(Patience.Limit);

        Assert.Equal(HostStanding.Alive, hosts.Single(host => host.Tag == alive.Tag).Standing);
        var other = hosts.SingleOrDefault(host => host.Tag == Tag);
        if (seen is { } expected) Assert.Equal(expected, other is not null);
        Assert.True(other is null or { Standing: HostStanding.Unreadable });
    }

    [Theory]
    [InlineData("host")]
    [InlineData("new")]
    public async Task A_socket_hides_no_other_file_and_fails_no_sweep(string extension)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder.Path, $"{Tag}.{extension}")));
        using var alive = _registry.Register("alive");

        Assert.Contains(_registry.Look(), host => host.Tag == alive.Tag && host.Standing == HostStanding.Alive);
        var report = await new LineageSweeper(null, _registry).SweepAsync().WaitAsync(Patience.Limit);
        Assert.Null(report.RegistryFault);
    }

    [Fact]
    public void What_a_host_has_left_in_the_middle_of_its_entry_is_cleared_away()
    {
        var file = Path.Combine(_folder.Path, $"{Tag}.new");
        File.WriteAllText(file, "");
        Assert.Empty(_registry.Look());
        Assert.True(File.Exists(file), "a look changed something");
        _registry.ForgetUnfinished();
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task A_hundred_thousand_files_of_the_dead_are_looked_through_and_cleared_by_one_sweep()
    {
        const int Files = 100_000;
        using var folder = TemporaryFolder.InMemory();
        var registry = HostRegistry.Open(folder.Path);
        var whole = _facts.Write();
        for (var i = 0u; i < Files; i++) File.WriteAllBytes(Path.Combine(folder.Path, $"{new HostTag(i)}.host"), whole);

        var started = Stopwatch.GetTimestamp();
        using var host = registry.Register("alive");
        var registered = Stopwatch.GetElapsedTime(started);
        var seen = registry.Look().Count();
        var looked = Stopwatch.GetElapsedTime(started);
        Assert.Equal(Files + 1, seen);

        var sweeper = new LineageSweeper(new LeaseLedger(host.Tag), registry);
        started = Stopwatch.GetTimestamp();
        var report = await sweeper.SweepAsync();
        var swept = Stopwatch.GetElapsedTime(started);
        for (var attempt = 0; !report.Scan.Complete && attempt < 20; attempt++) report = await sweeper.SweepAsync();

        _output.WriteLine($"register {registered.TotalMilliseconds:0} ms, look {looked.TotalMilliseconds:0} ms, sweep {swept.TotalMilliseconds:0} ms");
        Assert.True(report.Scan.Complete, report.Scan.Describe());
        Assert.Equal(host.Tag, Assert.Single(registry.Look()).Tag);
        Assert.InRange(looked + swept, TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    private void Write(byte[] text) => File.WriteAllBytes(Path.Combine(_folder.Path, $"{Tag}.host"), text);

    private void Make(string script)
    {
        using var shell = StartedProcess.Start(["sh", "-c", script, "sh", Path.Combine(_folder.Path, $"{Tag}.host"), _folder.Beside("whole")]);
        Assert.Equal(0, shell.Exit().GetAwaiter().GetResult().ExitCode);
    }
}
