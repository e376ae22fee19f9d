using System.Net;
using System.Net.Sockets;

namespace McpActors.Redis.Tests.Support;

/// <summary>A proxy on the loopback that delays what a server answers.</summary>
internal sealed class SlowProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeSpan _delay;
    private readonly int _to;

    public SlowProxy(int to, TimeSpan delay)
    {
        (_to, _delay) = (to, delay);
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether nothing passes, in both directions.</summary>
    public volatile bool IsFrozen;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, _to, _stop.Token);
                _ = PassAsync(client.GetStream(), server.GetStream(), TimeSpan.Zero);
                _ = PassAsync(server.GetStream(), client.GetStream(), _delay);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    // Each part is late by the delay, but parts do not wait for one another.
    private async Task PassAsync(NetworkStream from, NetworkStream to, TimeSpan delay)
    {
        var last = Task.CompletedTask;
        var buffer = new byte[64 << 10];
        try
        {
            while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var count)
            {
                var (before, bytes, due) = (last, buffer[..count], Task.Delay(delay, _stop.Token));
                last = Task.Run(async () =>
                {
                    await before;
                    await due;
                    while (IsFrozen) await Task.Delay(5, _stop.Token);
                    await to.WriteAsync(bytes, _stop.Token);
                });
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The end.
        }
    }
}
