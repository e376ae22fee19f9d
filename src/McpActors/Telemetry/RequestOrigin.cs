using System.Diagnostics;

namespace McpActors.Telemetry;

/// <summary>
/// The place and time at which a request's message was created. Actors on the message's way cannot find it out later.
/// It is recorded only if there is a listener, and is no part of the message's content.
/// </summary>
/// <param name="Parent">The activity that the request is part of; null if there is none.</param>
/// <param name="Begun">The time at which the message was created, in UTC.</param>
/// <param name="Session">The id of the request's session; null if there is none.</param>
internal sealed record RequestOrigin(Activity? Parent, DateTime Begun, string? Session = null)
{
    public static RequestOrigin? Here() =>
        McpActorsTelemetry.Source.HasListeners() ? new RequestOrigin(Activity.Current, DateTime.UtcNow) : null;
}
