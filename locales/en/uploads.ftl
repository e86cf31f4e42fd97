# Files people send.

upload-too-large = The file is larger than { $limit } MB. Send a smaller one, for example a photo of one page
upload-wrong-type = This file cannot be used. Send a PDF or a photo (JPEG, PNG or HEIC)
upload-bomb = This file unpacks to an unreasonable size and was not opened. Send a plain PDF or photo
upload-empty = The file is empty. Choose another one

too-many-files = At most { $most } files are taken for one requirement, and you have sent them. An officer will look at what is there.
too-many-supplies = Something can be sent for one requirement at most { $most } times. An officer will look at what is there.
too-many-objections = In one case your view is recorded at most { $most } times. The officer must take into account all that is recorded.
