-- What part of the house the owner of a task may see: it is done with his eyes, whoever does it.
alter table web.task add scope json;
