namespace ConnectNow.Resilience.Faults;

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>SIGKILL of a silo, which comes back once the others have taken over.</summary>
    KillSilo,

    /// <summary>SIGKILL of a frontend, likewise.</summary>
    KillFrontend,

    /// <summary>SIGTERM of a silo: it hands over and ends by itself.</summary>
    StopSilo,

    /// <summary>SIGTERM of a frontend: it sends its people to another and ends by itself.</summary>
    StopFrontend,

    /// <summary>SIGSTOP of a silo for longer than it takes to be declared dead; then it goes on as if it owned its chats.</summary>
    FreezeSilo,

    /// <summary>No packet gets through between two silos.</summary>
    PartSilos,

    /// <summary>SIGSTOP of the storage account: it answers nothing, and carries out later what has come meanwhile.</summary>
    FreezeStorage,

    /// <summary>Every connection to storage is reset.</summary>
    CutStorage,

    /// <summary>No answer comes from storage, and nothing is done.</summary>
    SilenceStorage,

    /// <summary>A share of the requests is answered with 503.</summary>
    BusyStorage,

    /// <summary>A share of the requests is never answered, and not carried out.</summary>
    StorageTimeouts,

    /// <summary>A share of the requests meets a reset connection, and is not carried out.</summary>
    StorageResets,

    /// <summary>A share of the requests is carried out, and the answer is lost.</summary>
    LostAnswers,

    /// <summary>A share of the requests is carried out only when whoever made them has given up.</summary>
    LateWrites,
}
