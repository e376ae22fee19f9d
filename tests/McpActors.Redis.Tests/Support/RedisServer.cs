using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace McpActors.Redis.Tests.Support;

/// <summary>A real redis-server on a free loopback port, with a folder of its own.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    // It ends by itself if the test process is killed.
    private const string LongestLife = "300";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpactors-redis-");
    private readonly string[] _options;
    private StartedProcess? _process;
    private ConnectionMultiplexer? _admin;

    private RedisServer(string[] options) => _options = options;

    /// <summary>The reason why there is no server here; null if there is one.</summary>
    public static string? WhyNot { get; } =
        !OperatingSystem.IsLinux() ? "redis-server is started as on Linux"
        : Program is null ? "redis-server is not installed (apt-get install redis-server)"
        : null;

    public int Port { get; } = FreePort();

    public string Address => $"127.0.0.1:{Port}";

    private static string? Program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin")
        .Select(folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists);

    /// <summary>Starts one, or skips the test.</summary>
    public static async Task<RedisServer> StartAsync(params string[] options)
    {
        Skip.If(WhyNot is not null, WhyNot ?? "");
        var server = new RedisServer(options is [] ? ["--notify-keyspace-events", "Kgxe"] : options);
        await server.BeginAsync();
        return server;
    }

    public async Task BeginAsync()
    {
        _process = StartedProcess.Start(
        [
            "/usr/bin/timeout", LongestLife, Program!, "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _folder.FullName,
            "--save", "", "--appendonly", "no", "--daemonize", "no", .. _options,
        ]);
        await _process.Stdout.Next(line => line.Contains("Ready to accept connections", StringComparison.Ordinal), "redis-server that is ready");
    }

    /// <summary>Kills it. Nothing that it has stored is left.</summary>
    public async Task KillAsync()
    {
        Signal(Posix.SIGKILL);
        await _process!.Exit();
        _process.Dispose();
        _process = null;
    }

    public void Signal(int signal)
    {
        foreach (var pid in ProcView.Children(_process!.Pid)) Posix.Check(Posix.kill(pid, signal), "kill");
    }

    /// <summary>A command of an administrator.</summary>
    public async Task<RedisResult> DoAsync(string command, params object[] arguments)
    {
        _admin ??= await ConnectionMultiplexer.ConnectAsync($"{Address},allowAdmin=true,abortConnect=false,connectRetry=5");
        return await _admin.GetServer(Address).ExecuteAsync(command, arguments);
    }

    public async Task<bool> HasAsync(string key) => (int)await DoAsync("EXISTS", key) == 1;

    /// <summary>How often a command was run.</summary>
    public async Task<int> CallsAsync(string command)
    {
        var statistics = (string?)await DoAsync("INFO", "commandstats") ?? "";
        var line = statistics.Split('\n').FirstOrDefault(line => line.StartsWith($"cmdstat_{command}:calls=", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line.Split('=', ',')[1]);
    }

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        if (_process is not null)
        {
            try
            {
                Signal(Posix.SIGCONT);
                await KillAsync();
            }
            catch (InvalidOperationException)
            {
                _process?.Dispose();
            }
        }
        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
