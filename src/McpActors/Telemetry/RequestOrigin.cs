using System.Diagnostics;

namespace McpActors.Telemetry;

/// <summary>
/// Where and when a request's message was made: what no actor that it passes through can still tell. There is one where somebody listens. It is no
/// part of what the message says.
/// </summary>
/// <param name="Parent">Whose work the request is part of.</param>
/// <param name="Begun">When the message was made, in UTC.</param>
/// <param name="Session">The session that it went through.</param>
internal sealed record RequestOrigin(Activity? Parent, DateTime Begun, string? Session = null)
{
    public static RequestOrigin? Here() =>
        McpActorsTelemetry.Source.HasListeners() ? new RequestOrigin(Activity.Current, DateTime.UtcNow) : null;
}
