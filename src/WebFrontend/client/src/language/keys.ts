// Made by `npm run keys` from src/Languages/en-GB.json.

/** Texts that are said as they are. */
type Plain =
  | 'app.back' | 'app.cancel' | 'app.chat' | 'app.close' | 'app.done' | 'app.download' | 'app.goBack' | 'app.later'
  | 'app.loadAgain' | 'app.loadFailed' | 'app.loadFailedWhy' | 'app.loading' | 'app.logIn' | 'app.newVersion'
  | 'app.partMissing' | 'app.reload' | 'app.showWhat' | 'app.somebody' | 'app.tryAgain' | 'app.unavailable'
  | 'app.unreachable' | 'app.you' | 'app.yourChats' | 'attach.camera' | 'attach.changed' | 'attach.dropClosed'
  | 'attach.dropHere' | 'attach.files' | 'attach.finishing' | 'attach.folder' | 'attach.lost' | 'attach.noRoom'
  | 'attach.notSent' | 'attach.photos' | 'attach.unexpected' | 'attach.uploaded' | 'attach.waiting'
  | 'attach.waitingForConnection' | 'attach.wanted' | 'chat.attach' | 'chat.beginsUnnamed' | 'chat.closeSidebar'
  | 'chat.closed' | 'chat.connecting' | 'chat.deletedMessage' | 'chat.discard' | 'chat.edited' | 'chat.hello'
  | 'chat.invite' | 'chat.jump' | 'chat.messages' | 'chat.newMessages' | 'chat.notSent' | 'chat.notTaken'
  | 'chat.offline' | 'chat.onlyYou' | 'chat.openSidebar' | 'chat.record' | 'chat.retry' | 'chat.sayHello'
  | 'chat.send' | 'chat.sending' | 'chat.sent' | 'chat.skip' | 'chat.waiting' | 'chat.yourMessage' | 'code.label'
  | 'code.newOnItsWay' | 'code.sendNew' | 'code.theCompany' | 'code.title' | 'code.why' | 'code.yourAddress'
  | 'end.back' | 'end.closed' | 'end.deleted' | 'end.full' | 'event.closed' | 'event.reopened' | 'files.animated'
  | 'files.cantShow' | 'files.file' | 'files.gone' | 'files.lengthUnknown' | 'files.links' | 'files.next'
  | 'files.noConnection' | 'files.noFiles' | 'files.noFilesWhy' | 'files.noLinks' | 'files.noLinksWhy'
  | 'files.noMedia' | 'files.noMediaWhy' | 'files.notShown' | 'files.photo' | 'files.picture' | 'files.pictureFailed'
  | 'files.play' | 'files.previous' | 'files.stop' | 'files.thisMonth' | 'files.toMessage' | 'files.unplayable'
  | 'files.video' | 'files.viewer' | 'files.viewerFailed' | 'files.voice' | 'files.what' | 'files.zoomIn'
  | 'files.zoomOut' | 'gone.company' | 'gone.left' | 'gone.leftWhy' | 'gone.proven' | 'gone.provenWhy' | 'gone.rejoin'
  | 'gone.removed' | 'gone.unknown' | 'gone.unknownWhy' | 'home.chats' | 'home.closed' | 'home.find' | 'home.loading'
  | 'home.noMessages' | 'home.none' | 'home.noneWhy' | 'home.offline' | 'home.unread' | 'install.add'
  | 'install.addTo' | 'install.install' | 'install.installApp' | 'install.keep' | 'install.line' | 'install.notNow'
  | 'install.share' | 'install.then' | 'join.account' | 'join.email' | 'join.everyone' | 'join.join' | 'join.name'
  | 'join.next' | 'join.password' | 'join.protected' | 'join.protectedHow' | 'join.surname' | 'join.terms'
  | 'join.title' | 'leave.askUnnamed' | 'leave.stay' | 'leave.unsent' | 'leave.why' | 'link.alsoPassword'
  | 'link.copied' | 'link.copiedWith' | 'link.copyWith' | 'link.copyWithWhy' | 'link.failed' | 'link.failedWith'
  | 'link.label' | 'link.qr' | 'link.share' | 'link.shared' | 'link.showQr' | 'notice.new' | 'notify.addToHome'
  | 'notify.addToHomeWhy' | 'notify.all' | 'notify.allLine' | 'notify.blocked' | 'notify.blockedWhy'
  | 'notify.declined' | 'notify.lineAll' | 'notify.lineBlocked' | 'notify.lineInstall' | 'notify.lineMentions'
  | 'notify.lineNot' | 'notify.lineOff' | 'notify.lineOffHere' | 'notify.lineUnknown' | 'notify.me'
  | 'notify.mentions' | 'notify.mentionsLine' | 'notify.noService' | 'notify.none' | 'notify.noneLine'
  | 'notify.notHere' | 'notify.showHow' | 'notify.thisDevice' | 'notify.unsupported' | 'notify.unsupportedWhy'
  | 'notify.whileOpen' | 'people.company' | 'people.find' | 'people.hereNow' | 'people.history' | 'people.joined'
  | 'people.left' | 'people.mention' | 'people.noAddress' | 'people.nobodyCanJoin' | 'people.notVerified'
  | 'people.person' | 'people.previous' | 'people.rejoined' | 'people.removed' | 'people.verified' | 'record.cancel'
  | 'record.failed' | 'record.inUse' | 'record.noMicrophone' | 'record.notAllowed' | 'record.recording'
  | 'record.send' | 'record.slide' | 'record.unsupported' | 'record.waiting' | 'refusal.wait.little'
  | 'refusal.wait.second' | 'share.failed' | 'share.failedWhy' | 'share.noChat' | 'share.noChatWhy' | 'share.noRoom'
  | 'share.noneFound' | 'share.nothing' | 'share.nothingWhy' | 'share.search' | 'share.title' | 'side.about'
  | 'side.chatId' | 'side.company' | 'side.created' | 'side.files' | 'side.filesLine' | 'side.flows'
  | 'side.flowsLine' | 'side.language' | 'side.leave' | 'side.leaveLine' | 'side.notifications' | 'side.people'
  | 'side.soon' | 'side.thisChat' | 'signIn.chosen' | 'signIn.how' | 'signIn.newOnItsWay' | 'signIn.noneOfThem'
  | 'signIn.send' | 'signIn.whichYours' | 'signIn.whichYoursWhy' | 'terms.ask' | 'terms.askText' | 'terms.kept'
  | 'terms.keptText' | 'terms.leaving' | 'terms.sees' | 'terms.seesText' | 'terms.title' | 'time.justNow'
  | 'time.notSeen' | 'time.today' | 'time.yesterday' | 'unknown.title' | 'unknown.why';

/** Texts that something is put into, and what. */
interface Filled {
  'app.show': 'what';
  'attach.cancelSending': 'name';
  'attach.oneTooLarge': 'name' | 'size';
  'attach.oneTooMany': 'most' | 'name';
  'attach.remove': 'name';
  'attach.sending': 'name';
  'attach.sum': 'files' | 'size';
  'attach.toSend': 'sum';
  'attach.tooLarge': 'count' | 'size';
  'attach.tooMany': 'count' | 'most';
  'chat.begins': 'chat';
  'chat.editedAt': 'time';
  'chat.here': 'people' | 'count';
  'chat.hereAll': 'people';
  'chat.hereNow': 'names';
  'chat.hereOnlyYou': 'people';
  'chat.nameAt': 'name' | 'time';
  'chat.nameAtSays': 'name' | 'time';
  'chat.newCount': 'count';
  'chat.nobodyElse': 'invite';
  'chat.people': 'count';
  'chat.readBy': 'count';
  'chat.tooLong': 'most' | 'over';
  'chat.yourChatsUnread': 'unread';
  'code.goes': 'address';
  'code.in': 'wait';
  'code.mailDelayed': 'address' | 'company';
  'code.mailFailed': 'address' | 'company';
  'code.mailSending': 'address';
  'code.mailSent': 'address';
  'code.mailUncertain': 'address';
  'code.noMail': 'send';
  'code.otherAddress': 'goBack';
  'event.chatRenamed': 'name';
  'event.joined': 'count' | 'names';
  'event.left': 'count' | 'names';
  'event.others': 'count';
  'event.proven': 'name';
  'event.rejoined': 'count' | 'names';
  'event.removed': 'count' | 'names';
  'event.renamed': 'name';
  'event.then': 'first' | 'next';
  'files.count': 'count';
  'files.downloadName': 'name';
  'files.mediaCount': 'count';
  'files.ofSize': 'sent' | 'total';
  'files.openName': 'name';
  'files.pause': 'name';
  'files.perSecond': 'size';
  'files.photos': 'count';
  'files.pictureFrom': 'name' | 'time';
  'files.playName': 'name';
  'files.position': 'name';
  'files.positionOf': 'at' | 'length';
  'files.typed': 'type' | 'name';
  'files.typedOpen': 'type' | 'name';
  'files.videoFrom': 'name' | 'time';
  'files.viewerPlace': 'name' | 'index' | 'count';
  'gone.erased': 'company';
  'gone.erasedNamed': 'company' | 'chat';
  'gone.named': 'chat' | 'why';
  'gone.removedWhy': 'company';
  'home.missing': 'logIn';
  'home.noSuchChat': 'typed';
  'home.said': 'name' | 'text';
  'install.scroll': 'add';
  'install.tapAdd': 'add';
  'install.tapShare': 'share';
  'join.accept': 'terms';
  'join.been': 'logIn';
  'join.codeDigits': 'count';
  'join.invited': 'chat' | 'company';
  'join.joinIn': 'wait';
  'join.nextIn': 'wait';
  'join.tryNow': 'sentence';
  'leave.ask': 'chat';
  'link.askPassword': 'company';
  'notice.said': 'name' | 'text';
  'notice.sentFiles': 'count' | 'name';
  'people.inChat': 'count';
  'people.inChatOf': 'count' | 'most';
  'people.leftAt': 'when';
  'people.more': 'count';
  'people.noSuchPerson': 'typed';
  'people.removedAt': 'when';
  'people.youAfter': 'name';
  'refusal.size.GB': 'number';
  'refusal.size.MB': 'number';
  'refusal.size.TB': 'number';
  'refusal.size.bytes': 'count';
  'refusal.size.kB': 'number';
  'refusal.wait.hours': 'count';
  'refusal.wait.minutes': 'count';
  'refusal.wait.seconds': 'count';
  'signIn.mailWord': 'address';
  'signIn.offered': 'chat' | 'company' | 'person';
  'signIn.otherAddress': 'goBack';
  'signIn.sendIn': 'wait';
  'terms.leavingText': 'leave';
  'time.dateAt': 'date' | 'time';
  'time.dayAt': 'day' | 'time';
  'time.lastSeen': 'when';
  'time.minutes': 'minutes';
  'time.seconds': 'seconds';
  'time.todayAt': 'time';
  'time.yesterdayAt': 'time';
}

export type Key = Plain | keyof Filled;
export type Placeholders = Record<Plain, never> & Filled;
