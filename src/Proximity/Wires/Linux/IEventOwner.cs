namespace Proximity.Wires.Linux;

/// <summary>Who a descriptor of an event loop belongs to. Called on the loop's thread; must not block.</summary>
internal interface IEventOwner
{
    /// <summary>The system says that the descriptor is ready.</summary>
    /// <param name="events">The bits of epoll_wait(2).</param>
    void OnEvents(uint events);

    /// <summary>It was posted to the loop: its waits are to be looked at again.</summary>
    void OnPosted();

    /// <summary>The loop ends: nothing will become ready any more.</summary>
    void OnLoopEnded();
}
